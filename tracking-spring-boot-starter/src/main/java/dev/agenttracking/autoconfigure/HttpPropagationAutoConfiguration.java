// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.Faults;
import dev.agenttracking.propagation.OutgoingCaller;
import dev.agenttracking.propagation.ReceivingServletFilter;
import dev.agenttracking.propagation.ReceivingWebFilter;
import dev.agenttracking.propagation.SendingFilter;
import dev.agenttracking.propagation.SendingInterceptor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Tells other services which execution calls them, unless {@code tracking.propagation.send} is {@code none}, and takes the word
 * of callers where {@code tracking.propagation.accept} says so.
 */
@AutoConfiguration(after = TrackingAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
public final class HttpPropagationAutoConfiguration {

    /** To be outside of everything that may call an agent. */
    private static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

    @Bean
    OutgoingCaller agentTrackingOutgoingCaller(TrackingProperties properties, Faults faults) {
        return new OutgoingCaller(properties.propagation().send(), faults);
    }

    /** Requests of {@code RestClient} and {@code RestTemplate}, and HTTP interfaces over them. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.restclient.RestClientCustomizer")
    static class BlockingClients {

        @Bean
        RestClientCustomizer agentTrackingRestClientCustomizer(OutgoingCaller caller) {
            return builder -> builder.requestInterceptor(new SendingInterceptor(caller));
        }

        @Bean
        RestTemplateCustomizer agentTrackingRestTemplateCustomizer(OutgoingCaller caller) {
            return template -> template.getInterceptors().add(new SendingInterceptor(caller));
        }
    }

    /** Requests of {@code WebClient}, and HTTP interfaces over it. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.webclient.WebClientCustomizer")
    static class ReactiveClients {

        @Bean
        WebClientCustomizer agentTrackingWebClientCustomizer(OutgoingCaller caller) {
            return builder -> builder.filter(new SendingFilter(caller));
        }
    }

    /** Requests to a servlet application. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = {"jakarta.servlet.Filter", "org.springframework.web.context.WebApplicationContext"})
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnBooleanProperty("tracking.propagation.accept")
    static class Servlets {

        @Bean
        @Order(FILTER_ORDER)
        ReceivingServletFilter agentTrackingServletFilter(Faults faults) {
            return new ReceivingServletFilter(faults);
        }
    }

    /** Requests to a reactive application. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.web.server.WebFilter")
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    @ConditionalOnBooleanProperty("tracking.propagation.accept")
    static class Reactive {

        @Bean
        @Order(FILTER_ORDER)
        ReceivingWebFilter agentTrackingWebFilter(Faults faults) {
            return new ReceivingWebFilter(faults);
        }
    }
}
