package vn.dancu.sharing.accesses;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.seals.SealedTable;

/** The access record is sealed: what was altered, removed or added afterwards is found. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
    @Bean
    SealedTable accessRecordIsSealed() {
        return new SealedTable("access_record");
    }
}
