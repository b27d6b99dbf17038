package vn.dancu.sharing.osia;

import static vn.dancu.platform.security.EndpointRules.Rule.delete;
import static vn.dancu.platform.security.EndpointRules.Rule.get;
import static vn.dancu.platform.security.EndpointRules.Rule.post;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.ErrorShape;

/** The scopes of OSIA, and beside them that of agencies here. */
@Configuration(proxyBeanMethods = false)
class OsiaEndpoints {
    private static final String QUERY = "sharing.query";
    private static final String PARTY = "/osia/3rdparty/v1";
    private static final String SUBSCRIBE = "sharing.subscribe";
    private static final String SUBSCRIPTIONS = "/osia/notification/v1/subscriptions";
    private static final String TOPICS = "/osia/notification/v1/topics";
    private static final String DATA = "/osia/agreed/dataaccess/v1/persons";

    @Bean
    ErrorShape osiaErrors() {
        return ErrorShape.codeAndMessage("/osia/");
    }

    @Bean
    EndpointRules osiaNotificationEndpoints() {
        return EndpointRules.of(
                post(SUBSCRIPTIONS, SUBSCRIBE, "notif.sub.write").withPurpose(),
                get(SUBSCRIPTIONS, SUBSCRIBE, "notif.sub.read"),
                delete(SUBSCRIPTIONS + "/{uuid}", SUBSCRIBE, "notif.sub.write"),
                get(SUBSCRIPTIONS + "/confirm", SUBSCRIBE, "notif.sub.write"),
                get(TOPICS, SUBSCRIBE, "notif.topic.read"),
                post(TOPICS, SUBSCRIBE, "notif.topic.write"),
                delete(TOPICS + "/{uuid}", SUBSCRIBE, "notif.topic.write"),
                post(TOPICS + "/{uuid}/publish", SUBSCRIBE, "notif.topic.publish"));
    }

    @Bean
    EndpointRules osiaSharingEndpoints() {
        return EndpointRules.of(
                post(PARTY + "/verify/{identifier}", QUERY, "id.verify").withPurpose(),
                post(PARTY + "/attributes/{identifier}", QUERY, "id.read").withPurpose(),
                get(PARTY + "/attributes/{set}/{identifier}", QUERY, "id.read").withPurpose(),
                post(PARTY + "/identify", QUERY, "id.identify"),
                get(PARTY + "/identify/{taskId}", QUERY, "id.identify"),
                get(DATA, QUERY),
                get(DATA + "/{uin}", QUERY).withPurpose(),
                post(DATA + "/{uin}/match", QUERY).withPurpose(),
                post(DATA + "/{uin}/verify", QUERY).withPurpose(),
                get(DATA + "/{uin}/document", QUERY));
    }
}
