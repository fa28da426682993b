// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agenttracking.execution.ManualTime;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Which DataSource bean is used: the one that Spring would inject, without making any. */
class ApplicationDataSourcesTest {

    private final AtomicInteger made = new AtomicInteger();
    private final ManualTime time = new ManualTime();

    @Test
    void theOnlyOneIsUsed() throws Exception {
        GenericApplicationContext context = new AnnotationConfigApplicationContext();
        add(context, "one");
        assertUses("one", 1, context);
    }

    @Test
    void thePrimaryOneIsUsed() throws Exception {
        GenericApplicationContext context = new AnnotationConfigApplicationContext();
        add(context, "one");
        add(context, "two").setPrimary(true);
        add(context, "three");
        assertUses("two", 3, context);
    }

    @Test
    void whatIsNotInjectedIsNoCandidate() throws Exception {
        GenericApplicationContext context = new AnnotationConfigApplicationContext();
        add(context, "one");
        add(context, "two").setDefaultCandidate(false);
        add(context, "three").setAutowireCandidate(false);
        assertUses("one", 1, context);
    }

    @Test
    void theOnlyOneThatIsNoFallbackIsUsed() throws Exception {
        GenericApplicationContext context = new AnnotationConfigApplicationContext();
        add(context, "one").setFallback(true);
        add(context, "two");
        add(context, "three").setFallback(true);
        assertUses("two", 3, context);
    }

    @Test
    void ofEqualOnesNoneIsUsed() {
        GenericApplicationContext context = new AnnotationConfigApplicationContext();
        add(context, "one");
        add(context, "two");
        assertUsesNone(2, context);
    }

    @Test
    void ofSeveralPrimaryOnesNoneIsUsed() {
        GenericApplicationContext context = new AnnotationConfigApplicationContext();
        add(context, "one").setPrimary(true);
        add(context, "two").setPrimary(true);
        context.refresh();
        assertThat(new ApplicationDataSources(context.getBeanFactory(), time).findUnique())
                .isNull();
    }

    @Test
    void whatAParentHasIsUsedToo() throws Exception {
        GenericApplicationContext parent = new AnnotationConfigApplicationContext();
        add(parent, "one").setPrimary(true);
        add(parent, "two");
        parent.refresh();
        GenericApplicationContext child = childOf(parent);
        add(child, "three");
        assertUses("one", 3, child);

        GenericApplicationContext other = childOf(parent);
        add(other, "four").setPrimary(true);
        assertUses("four", 3, other);

        GenericApplicationContext hiding = childOf(parent);
        add(hiding, "one");
        assertUsesNone(2, hiding);
    }

    @Test
    void anObjectThatWasRegisteredIsUsed() throws Exception {
        GenericApplicationContext context = new AnnotationConfigApplicationContext();
        context.getBeanFactory().registerSingleton("one", dataSource("one"));
        assertUses("one", 1, context);
    }

    @Test
    void whatAFactoryMakesIsUsed() throws Exception {
        GenericApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean("one", Factory.class, () -> new Factory(made), lazy -> lazy.setLazyInit(true));
        assertUses("one", 1, context);
    }

    @Test
    void oneThatCannotBeMadeFailsAsADatabaseDoes() {
        GenericApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(
                "one",
                DataSource.class,
                () -> {
                    throw new IllegalStateException("no password to be had");
                },
                lazy -> lazy.setLazyInit(true));
        context.refresh();
        DataSource unique = new ApplicationDataSources(context.getBeanFactory(), time).findUnique();
        assertThatThrownBy(unique::getConnection)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("one")
                .rootCause()
                .hasMessage("no password to be had");
    }

    @Test
    void whatTakesLongToFailIsNotTriedAgainSoonUnlessTheApplicationHasMadeIt() throws Exception {
        GenericApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(
                "one",
                DataSource.class,
                () -> {
                    if (made.incrementAndGet() < 3) {
                        time.advance(Duration.ofSeconds(30));
                        throw new IllegalStateException("nobody answers");
                    }
                    return dataSource("one");
                },
                lazy -> lazy.setLazyInit(true));
        context.refresh();
        DataSource unique = new ApplicationDataSources(context.getBeanFactory(), time).findUnique();
        assertThatThrownBy(unique::getConnection).hasRootCauseMessage("nobody answers");
        time.advance(Duration.ofSeconds(299));
        assertThatThrownBy(unique::getConnection).hasMessageContaining("later");
        assertThat(made).hasValue(1);
        time.advance(Duration.ofSeconds(1));
        assertThatThrownBy(unique::getConnection).hasRootCauseMessage("nobody answers");
        assertThat(made).hasValue(2);

        context.getBean("one");
        unique.getConnection().close();
    }

    private AbstractBeanDefinition add(GenericApplicationContext context, String name) {
        context.registerBean(
                name,
                DataSource.class,
                () -> {
                    made.incrementAndGet();
                    return dataSource(name);
                },
                lazy -> lazy.setLazyInit(true));
        return (AbstractBeanDefinition) context.getBeanDefinition(name);
    }

    private void assertUses(String name, int candidates, GenericApplicationContext context) throws Exception {
        refresh(context);
        made.set(0);
        ApplicationDataSources dataSources = new ApplicationDataSources(context.getBeanFactory(), time);
        DataSource unique = dataSources.findUnique();
        assertThat(unique).isNotNull();
        assertThat(dataSources.candidates()).isEqualTo(candidates);
        assertThat(unique.isWrapperFor(JdbcDataSource.class))
                .isEqualTo(context.getBeanFactory().containsSingleton(name) && !context.containsBean("&" + name));
        assertThat(made).hasValue(0);
        unique.getConnection().close();
        assertThat(unique.unwrap(JdbcDataSource.class))
                .isSameAs(context.getBean(name))
                .isSameAs(context.getBean(Guest.class).dataSources.getIfUnique());
    }

    private void assertUsesNone(int candidates, GenericApplicationContext context) {
        refresh(context);
        ApplicationDataSources dataSources = new ApplicationDataSources(context.getBeanFactory(), time);
        assertThat(dataSources.findUnique()).isNull();
        assertThat(dataSources.candidates()).isEqualTo(candidates);
        assertThat(context.getBean(Guest.class).dataSources.getIfUnique()).isNull();
    }

    private static GenericApplicationContext childOf(GenericApplicationContext parent) {
        GenericApplicationContext child = new AnnotationConfigApplicationContext();
        child.setParent(parent);
        return child;
    }

    private static void refresh(GenericApplicationContext context) {
        context.registerBean(Guest.class);
        context.refresh();
    }

    private static DataSource dataSource(String name) {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setUrl("jdbc:h2:mem:" + name);
        return dataSource;
    }

    /** What Spring injects. */
    static final class Guest {

        private final ObjectProvider<DataSource> dataSources;

        Guest(ObjectProvider<DataSource> dataSources) {
            this.dataSources = dataSources;
        }
    }

    /** Makes one. */
    static final class Factory implements FactoryBean<DataSource> {

        private final AtomicInteger made;

        Factory(AtomicInteger made) {
            this.made = made;
        }

        @Override
        public DataSource getObject() {
            made.incrementAndGet();
            return dataSource("made");
        }

        @Override
        public Class<?> getObjectType() {
            return DataSource.class;
        }
    }
}
