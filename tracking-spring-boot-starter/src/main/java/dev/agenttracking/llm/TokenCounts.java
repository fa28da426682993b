// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import dev.agenttracking.execution.LlmCall;
import org.jspecify.annotations.Nullable;

/**
 * What a client's library says that a call has used, which means something else with each provider. Spring AI 2.0 and LangChain4j 1.x
 * hand on what the provider says, so that one reading fits both:
 *
 * <ul>
 *   <li>OpenAI and those that speak its protocol (Azure, DeepSeek, Mistral, Groq, …): input includes what was read from a cache and
 *       what was written to one, output includes reasoning;
 *   <li>Anthropic and Bedrock's Converse: input leaves out both cache counts, output includes thinking;
 *   <li>Google (Gemini, Vertex): input includes the cached content, output leaves out the thoughts;
 *   <li>others: as OpenAI, unless more was read from a cache than was sent, or more was reasoned than came.
 * </ul>
 *
 * <p>Where a provider that counts caches into the input states a total above input and output, the rest of it is reasoning that the
 * output leaves out: so it is with Gemini and Grok behind OpenAI's protocol.
 *
 * <p><b>Failure</b>: throws nothing; counts that make no sense are cut to what does.
 *
 * @param input of the prompt
 * @param output of the answer
 * @param total of both, as stated
 * @param cacheRead of the prompt, read from a cache
 * @param cacheWrite of the prompt, written to a cache
 * @param reasoning of the answer, spent on reasoning
 */
public record TokenCounts(
        @Nullable Number input,
        @Nullable Number output,
        @Nullable Number total,
        @Nullable Number cacheRead,
        @Nullable Number cacheWrite,
        @Nullable Number reasoning) {

    /** No call uses so many; more is cut, so that sums stay sums. */
    static final long MAX = 1_000_000_000_000L;

    /** Of input and output alone. */
    public static TokenCounts of(@Nullable Number input, @Nullable Number output) {
        return new TokenCounts(input, output, null, null, null, null);
    }

    /**
     * The counts in the meaning of the records: input with what was read from a cache and without what was written to one, output
     * with reasoning.
     *
     * @param provider as the client's library names it, null where unknown
     * @return null where nothing is said, which libraries also say with zeros
     */
    public LlmCall.@Nullable Usage usage(@Nullable String provider) {
        ProviderFamily family = ProviderFamily.of(provider);
        long sent = count(input);
        long came = count(output);
        long read = count(cacheRead);
        long written = count(cacheWrite);
        long reasoned = count(reasoning);
        long stated = count(total);
        if (sent + came + read + written + reasoned + stated == 0) {
            return null;
        }
        if (family.countsCacheApart()) {
            sent += read;
        } else {
            if (stated > sent + came && (reasoned == 0 || reasoned == stated - sent - came)) {
                reasoned = stated - sent - came;
                came += reasoned;
            } else if (family.countsReasoningApart() && stated != sent + came) {
                came += reasoned;
            } else if (reasoned > came && family == ProviderFamily.OTHER) {
                came += reasoned;
            }
            if (read > sent && family == ProviderFamily.OTHER) {
                sent += read;
            } else {
                read = Math.min(read, sent);
                written = Math.min(written, sent - read);
                sent -= written;
            }
        }
        came = Math.min(came, MAX);
        sent = Math.min(sent, MAX);
        return new LlmCall.Usage(sent, came, Math.min(read, sent), written, Math.min(reasoned, came));
    }

    private static long count(@Nullable Number number) {
        return number == null ? 0 : Math.max(0, Math.min(number.longValue(), MAX));
    }
}
