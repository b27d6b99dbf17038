package vn.dancu.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Finds {@link RealInfrastructure} on a test class, on those it extends or is nested in. */
final class RealInfrastructureCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configAttributes) {
        RealInfrastructure wanted =
                TestContextAnnotationUtils.findMergedAnnotation(
                        testClass, RealInfrastructure.class);
        return wanted == null ? null : new RealInfrastructureCustomizer(wanted.database());
    }
}
