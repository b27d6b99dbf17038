package vn.dancu.testing;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.support.TestPropertySourceUtils;
import vn.dancu.sandbox.infrastructure.Databases;

/**
 * Prepares one context. Equal for equal databases, so that Spring shares contexts between classes.
 *
 * @param database the service's database
 */
record RealInfrastructureCustomizer(String database) implements ContextCustomizer {

    private static final AtomicInteger COUNT = new AtomicInteger();

    @Override
    public void customizeContext(
            ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        Infrastructure infrastructure = Infrastructure.ofThisProcess();
        TestTokens tokens = TestTokens.ofThisProcess();
        String name = database + "_" + COUNT.incrementAndGet();
        String password = UUID.randomUUID().toString();
        Databases databases = infrastructure.databases();
        databases.create(name, password);
        TestBroker broker = infrastructure.newBroker();

        Map<String, Object> properties = new HashMap<>();
        properties.put("spring.datasource.url", databases.url(name));
        properties.put("spring.datasource.username", name);
        properties.put("spring.datasource.password", password);
        properties.put("spring.kafka.bootstrap-servers", broker.bootstrapServers());
        // Who tests sealing says so; elsewhere seals would only come between a test's own events.
        properties.put("dancu.seals.interval", "1h");
        String service = context.getEnvironment().getProperty("spring.application.name", database);
        properties.putAll(tokens.properties(service));
        addBelowTheTestsOwn(context.getEnvironment().getPropertySources(), properties);

        var beans = (DefaultListableBeanFactory) context.getBeanFactory();
        beans.registerSingleton("testTokens", tokens);
        beans.registerSingleton("testBroker", broker);
        // Registered first, destroyed last: when consumers are closed. The database stays until the
        // server goes: to drop it takes a checkpoint.
        beans.registerDisposableBean("testBroker", broker::close);
    }

    /** What a test sets itself, in {@code properties} of its annotations, goes before this. */
    private static void addBelowTheTestsOwn(
            MutablePropertySources sources, Map<String, Object> properties) {
        var source = new MapPropertySource("real infrastructure", properties);
        String inlined = TestPropertySourceUtils.INLINED_PROPERTIES_PROPERTY_SOURCE_NAME;
        if (sources.contains(inlined)) {
            sources.addAfter(inlined, source);
        } else {
            sources.addFirst(source);
        }
    }
}
