// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.TimeSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.GenericBeanDefinition;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * The DataSource beans of an application and of its parents, and which of them is the one to use. That is told by their definitions,
 * as Spring tells which one it injects: to make a lazy one takes time, and may fail.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class ApplicationDataSources {

    /** Spring makes one bean at a time, so those of the application would wait all the while. */
    private static final int PAUSE_PER_ATTEMPT = 10;

    private final ConfigurableListableBeanFactory beans;
    private final TimeSource time;
    private volatile long earliestNanos;

    ApplicationDataSources(ConfigurableListableBeanFactory beans, TimeSource time) {
        this.beans = beans;
        this.time = time;
        this.earliestNanos = time.nanos();
    }

    /** How many there are to choose from. */
    int candidates() {
        return names().size();
    }

    /**
     * The only one, the primary one, or the only one that is no fallback; null where there is none such. Its bean is made when a
     * connection is needed, and where that fails, the connection does; the next attempt is made after ten times as long as it took.
     */
    @Nullable
    DataSource findUnique() {
        String name = unique();
        return name == null ? null : new MadeWhenNeeded(name);
    }

    private @Nullable String unique() {
        List<String> all = names();
        List<String> primary = matching(all, BeanDefinition::isPrimary);
        if (primary.size() > 1) {
            return only(primary.stream().filter(beans::containsLocalBean).toList());
        }
        String only = only(primary.isEmpty() ? all : primary);
        return only == null ? only(matching(all, definition -> !definition.isFallback())) : only;
    }

    private static @Nullable String only(List<String> names) {
        return names.size() == 1 ? names.get(0) : null;
    }

    private List<String> names() {
        return matching(
                List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, DataSource.class)),
                ApplicationDataSources::isInjected);
    }

    private static boolean isInjected(BeanDefinition definition) {
        return definition.isAutowireCandidate()
                && (!(definition instanceof AbstractBeanDefinition known) || known.isDefaultCandidate());
    }

    private List<String> matching(List<String> names, Predicate<BeanDefinition> condition) {
        return names.stream().filter(name -> condition.test(definition(name))).toList();
    }

    /** What was registered as an object has none, and is like one whose definition says nothing. */
    private BeanDefinition definition(String name) {
        try {
            return beans.getMergedBeanDefinition(name);
        } catch (NoSuchBeanDefinitionException e) {
            return new GenericBeanDefinition();
        }
    }

    private DataSource bean(String name) throws SQLException {
        long begin = time.nanos();
        if (begin - earliestNanos < 0 && !isMade(name)) {
            throw new SQLException("The DataSource bean " + name + " could not be made; tracking tries again later");
        }
        try {
            return beans.getBean(name, DataSource.class);
        } catch (BeansException e) {
            long end = time.nanos();
            earliestNanos = end + PAUSE_PER_ATTEMPT * (end - begin);
            throw new SQLException("The DataSource bean " + name + " cannot be made", e);
        }
    }

    private boolean isMade(String name) {
        BeanFactory owner = beans;
        while (owner instanceof ConfigurableBeanFactory some && !some.containsLocalBean(name)) {
            owner = some.getParentBeanFactory();
        }
        return owner instanceof ConfigurableBeanFactory some && some.containsSingleton(name);
    }

    /** Stands for a bean. It can be unwrapped once the bean is made. */
    private final class MadeWhenNeeded extends AbstractDataSource {

        private final String name;

        private MadeWhenNeeded(String name) {
            this.name = name;
        }

        @Override
        public Connection getConnection() throws SQLException {
            return target().getConnection();
        }

        @Override
        public Connection getConnection(String username, String password) throws SQLException {
            throw new SQLFeatureNotSupportedException("The application's DataSource has its own user");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) throws SQLException {
            return isMade(name) && target().isWrapperFor(type);
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            return target().unwrap(type);
        }

        /** What joins the caller's transaction would have a question to the analytics roll it back. */
        private DataSource target() throws SQLException {
            DataSource found = bean(name);
            while (found instanceof TransactionAwareDataSourceProxy joining && joining.getTargetDataSource() != null) {
                found = joining.getTargetDataSource();
            }
            return found;
        }
    }
}
