// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.agenttracking.annotation.Sensitive;
import dev.agenttracking.testing.PlantedSecrets;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.AbstractResource;
import org.springframework.mock.web.MockMultipartFile;
import tools.jackson.databind.json.JsonMapper;

class HostileValuesTest {

    private static final int LIMIT = 16 * 1024;
    private static final int OVERHEAD = 4 * 1024;
    private static final int VALUES = Integer.getInteger("tracking.test.texts", 20_000) / 4;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ValueSnapshots snapshots = new ValueSnapshots(LIMIT);
    private final JsonContent content = new JsonContent();

    @Test
    void writesValidJsonWithinTheLimitAndNoSecretWhateverItGets() throws Exception {
        Random random = new Random(5);
        List<PlantedSecrets.Planted> planted = new ArrayList<>();
        for (int i = 0; i < VALUES; i++) {
            planted.clear();
            String json = json(value(random, planted, 0));
            assertThat(json.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(LIMIT + OVERHEAD);
            assertThat(json).doesNotContain("\\u0000").doesNotContain("\0");
            JSON.readTree(json);
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(json)).isTrue();
            assertThat(PlantedSecrets.in(json, planted)).as(json).isEmpty();
        }
    }

    @Test
    void readsNothingThatIsReadOnceOrLoadedLater() throws Exception {
        Object[] untouchables = {
            new UntouchableStream(),
            new UntouchableReader(),
            new UntouchableFile(),
            new UntouchableResource(),
            new UntouchablePublisher(),
            new PersistentBag(),
            new LazyPerson$HibernateProxy$a1(),
            new PersistentMap(),
        };
        for (Object untouchable : untouchables) {
            Map<String, Object> holder = new HashMap<>();
            holder.put("it", untouchable);
            assertThat(json(untouchable)).startsWith("{\"@type\":");
            assertThat(json(holder)).startsWith("{\"it\":{\"@type\":");
            assertThat(json(Arrays.asList(untouchable, 1))).startsWith("[{\"@type\":");
        }
    }

    @Test
    void survivesNestingOfTenThousandLevelsAndTenMegabytesOfText() throws Exception {
        Object list = "leaf";
        Object map = "leaf";
        for (int i = 0; i < 10_000; i++) {
            list = new ArrayList<>(Arrays.asList(list));
            map = new HashMap<>(Map.of("x", map));
        }
        assertThat(json(list)).contains("@truncated");
        assertThat(json(map)).contains("@truncated");
        String key = "sk-proj-" + "aB3".repeat(30);
        String long1 = "x ".repeat(LIMIT / 2 - 20) + key + " y".repeat(5_000_000);
        assertThat(json(long1)).contains("sk-***").doesNotContain("aB3aB3").contains("…[+");
    }

    private Object value(Random random, List<PlantedSecrets.Planted> planted, int depth) {
        if (depth > 4) {
            return text(random, planted);
        }
        return switch (random.nextInt(10)) {
            case 0 -> {
                Map<Object, Object> map = new LinkedHashMap<>();
                for (int i = 0; i < random.nextInt(random.nextInt(30) == 0 ? 5_000 : 5); i++) {
                    map.put(text(random, planted), value(random, planted, depth + 2));
                }
                yield map;
            }
            case 1 -> new Object[] {value(random, planted, depth + 1), new int[random.nextInt(20_000)]};
            case 2 -> Arrays.asList(value(random, planted, depth + 1), null, value(random, planted, depth + 1));
            case 3 -> {
                String secret = "plain" + Long.toString(random.nextLong() >>> 1, 36);
                planted.add(new PlantedSecrets.Planted(secret, secret));
                yield random.nextBoolean() ? new Login("a", secret) : Map.of("db_password", secret, "x", 1);
            }
            case 4 -> {
                Map<Object, Object> cycle = new HashMap<>();
                cycle.put("self", List.of(Arrays.asList(cycle, text(random, planted))));
                yield cycle;
            }
            case 5 -> new BrokenCollection();
            default -> text(random, planted);
        };
    }

    private static String text(Random random, List<PlantedSecrets.Planted> planted) {
        StringBuilder text = new StringBuilder();
        text.append(PlantedSecrets.prose(random, random.nextInt(100) == 0 ? LIMIT - 300 : random.nextInt(40)));
        for (int i = 0; i < random.nextInt(6); i++) {
            text.append((char) random.nextInt(0x10000));
        }
        if (random.nextBoolean()) {
            PlantedSecrets.Planted secret = PlantedSecrets.any(random);
            planted.add(secret);
            text.append(' ').append(secret.text()).append(' ');
        }
        return text.append(PlantedSecrets.prose(random, random.nextInt(40))).toString();
    }

    private String json(Object value) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.encode(snapshots.of(value), LIMIT, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static <T> T touched() {
        return fail("touched");
    }

    /** Somebody who logs in. */
    private record Login(String name, @Sensitive String password) {}

    private static final class UntouchableStream extends InputStream {
        @Override
        public int read() {
            return HostileValuesTest.<Integer>touched();
        }

        @Override
        public int available() {
            return HostileValuesTest.<Integer>touched();
        }
    }

    private static final class UntouchableReader extends Reader {
        @Override
        public int read(char[] chars, int offset, int length) {
            return HostileValuesTest.<Integer>touched();
        }

        @Override
        public void close() {
            touched();
        }
    }

    private static final class UntouchableFile extends MockMultipartFile {
        private UntouchableFile() {
            super("file", new byte[3]);
        }

        @Override
        public InputStream getInputStream() {
            return touched();
        }

        @Override
        public byte[] getBytes() {
            return touched();
        }
    }

    private static final class UntouchableResource extends AbstractResource {
        @Override
        public InputStream getInputStream() {
            return touched();
        }

        @Override
        public String getDescription() {
            return touched();
        }
    }

    private static final class UntouchablePublisher implements Flow.Publisher<String> {
        @Override
        public void subscribe(Flow.Subscriber<? super String> subscriber) {
            touched();
        }
    }

    /** As persistence libraries have them: loaded when somebody looks. */
    private static final class PersistentBag extends AbstractCollection<String> {
        @Override
        public Iterator<String> iterator() {
            return touched();
        }

        @Override
        public int size() {
            return HostileValuesTest.<Integer>touched();
        }
    }

    private static final class PersistentMap extends AbstractMap<String, String> {
        @Override
        public Set<Entry<String, String>> entrySet() {
            return touched();
        }
    }

    @SuppressWarnings("checkstyle:TypeName") // as Hibernate names them
    private static final class LazyPerson$HibernateProxy$a1 {
        @Override
        public String toString() {
            return touched();
        }

        @Override
        public boolean equals(Object other) {
            return HostileValuesTest.<Boolean>touched();
        }

        @Override
        public int hashCode() {
            return HostileValuesTest.<Integer>touched();
        }
    }

    /** A list of the JDK's kind whose elements cannot be had. */
    private static final class BrokenCollection extends ArrayList<Object> {
        private static final long serialVersionUID = 1L;

        @Override
        public int size() {
            throw new IllegalStateException("no size");
        }
    }
}
