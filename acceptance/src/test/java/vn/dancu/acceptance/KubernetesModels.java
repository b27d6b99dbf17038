package vn.dancu.acceptance;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** Kubernetes' own objects, checked by the models of the official Java client. */
final class KubernetesModels {
    private static final Map<String, Check> CHECKS =
            Map.ofEntries(
                    Map.entry("v1/Namespace", V1Namespace::validateJsonElement),
                    Map.entry("v1/ServiceAccount", V1ServiceAccount::validateJsonElement),
                    Map.entry("v1/Service", V1Service::validateJsonElement),
                    Map.entry("v1/ConfigMap", V1ConfigMap::validateJsonElement),
                    Map.entry("v1/Secret", V1Secret::validateJsonElement),
                    Map.entry(
                            "v1/PersistentVolumeClaim",
                            V1PersistentVolumeClaim::validateJsonElement),
                    Map.entry("apps/v1/Deployment", V1Deployment::validateJsonElement),
                    Map.entry("apps/v1/StatefulSet", V1StatefulSet::validateJsonElement),
                    Map.entry("batch/v1/Job", V1Job::validateJsonElement),
                    Map.entry(
                            "policy/v1/PodDisruptionBudget",
                            V1PodDisruptionBudget::validateJsonElement),
                    Map.entry(
                            "autoscaling/v2/HorizontalPodAutoscaler",
                            V2HorizontalPodAutoscaler::validateJsonElement),
                    Map.entry(
                            "networking.k8s.io/v1/NetworkPolicy",
                            V1NetworkPolicy::validateJsonElement));

    private KubernetesModels() {}

    static boolean know(String kind) {
        return CHECKS.containsKey(kind);
    }

    /**
     * Checks all of an object.
     *
     * @throws IllegalArgumentException if it has a field that the kind does not have, lacks one
     *     that it must have, or has one of another type
     */
    static void check(String kind, JsonNode object) throws IOException {
        Objects.requireNonNull(CHECKS.get(kind), kind)
                .check(JsonParser.parseString(object.toString()));
    }

    @FunctionalInterface
    private interface Check {
        void check(JsonElement object) throws IOException;
    }
}
