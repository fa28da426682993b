// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class BoundedTagsTest {

    @Test
    void keepTheFirstValuesOfEachTagAndSayOnceThatThereAreMore(CapturedOutput output) {
        BoundedTags tags = new BoundedTags(2);

        assertThat(tags.bound(MeterTag.AGENT, "a")).isEqualTo("a");
        assertThat(tags.bound(MeterTag.AGENT, "b")).isEqualTo("b");
        assertThat(tags.bound(MeterTag.AGENT, "c")).isEqualTo("other");
        assertThat(tags.bound(MeterTag.AGENT, "d")).isEqualTo("other");
        assertThat(tags.bound(MeterTag.AGENT, "a")).isEqualTo("a");
        assertThat(tags.bound(MeterTag.METHOD, "c")).isEqualTo("c");
        assertThat(output.getOut().split("The tag 'agent'", -1)).hasSize(2);
        assertThat(output).doesNotContain("The tag 'method'");
    }

    @Test
    void takeNoValueThatIsLongerThanANameIs() {
        BoundedTags tags = new BoundedTags(2);

        assertThat(tags.bound(MeterTag.MODEL, "m".repeat(201))).isEqualTo("other");
        assertThat(tags.bound(MeterTag.MODEL, "m".repeat(200))).isEqualTo("m".repeat(200));
    }

    @Test
    void sayWhereThereIsNoValue() {
        BoundedTags tags = new BoundedTags(1);

        assertThat(tags.bound(MeterTag.MODEL, null)).isEqualTo("none");
        assertThat(tags.bound(MeterTag.MODEL, " ")).isEqualTo("none");
        assertThat(tags.bound(MeterTag.MODEL, "m")).isEqualTo("m");
    }
}
