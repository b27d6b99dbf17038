package vn.dancu.idnumber;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import vn.dancu.idnumber.model.TestKeys;
import vn.dancu.testing.RealInfrastructure;

/** The whole service on a real PostgreSQL and a real Kafka, one for all tests that say so. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "dancu.numbers.key=" + TestKeys.FIRST_HEX)
@RealInfrastructure(database = "idnumber")
@Import(Api.class)
public @interface IdNumberIT {}
