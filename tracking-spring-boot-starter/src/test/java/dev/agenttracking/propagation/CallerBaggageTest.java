// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.RemoteCaller;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CallerBaggageTest {

    private static final UUID ID = UUID.fromString("01a203a9-6e7c-72c1-ab80-a16a01bdd0ec");
    private static final UUID ROOT = UUID.fromString("01a203a9-6e7c-72c1-ab80-a16a01bdd0ed");

    @Test
    void readsWhatItWrites() {
        ContextIds ids = new ContextIds("a vault, ü;=%", "talk+1", null);

        CallerBaggage read = CallerBaggage.read(List.of(CallerBaggage.write(new RemoteCaller(ID, ROOT, 2, 7), ids)));

        assertThat(read.ids()).isEqualTo(ids);
        assertThat(read.caller().executionId()).isEqualTo(ID);
        assertThat(read.caller().rootId()).isEqualTo(ROOT);
        assertThat(read.caller().depth()).isEqualTo(2);
        assertThat(read.caller().sequence()).isEqualTo(7);
    }

    @Test
    void findsItAmongOtherMembersAndHeaders() {
        String own = CallerBaggage.write(new RemoteCaller(ID, ROOT, 0, 0), null);

        assertThat(CallerBaggage.read(List.of("user=7;p=1 , " + own + ";ttl=3", "x=y"))
                        .caller()
                        .executionId())
                .isEqualTo(ID);
    }

    @Test
    void takesNothingFromWhatIsMalformed() {
        String own = "agenttracking.execution=";
        for (String header : List.of(
                "",
                "=",
                ",,;",
                own,
                own + "///",
                own + ID,
                own + ID + "/" + ROOT + "/0",
                own + ID + "/" + ROOT + "/-1/0",
                own + ID + "/" + ROOT + "/0/-1",
                own + ID + "/" + ROOT + "/99999999999/0",
                own + ID + "/" + ROOT + "/20000/0",
                own + "1-1-1-1-1/" + ROOT + "/0/0",
                own + "'; drop table agent_executions/" + ROOT + "/0/0",
                "agenttracking.vault=%zz",
                "x".repeat(100_000) + "," + own + ID + "/" + ROOT + "/0/0")) {
            CallerBaggage read = CallerBaggage.read(List.of(header));
            assertThat(read.caller()).as(header).isNull();
            assertThat(read.ids()).isEqualTo(new ContextIds(null, null, null));
        }
    }
}
