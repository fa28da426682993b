// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import java.util.ArrayList;
import java.util.List;

/**
 * Keys and tokens that begin with a prefix of their provider, and how many characters follow it at least. A little fewer than
 * providers give today, since formats change, and what is shorter is a word more often than a key.
 *
 * <p><b>Threading</b>: immutable.
 *
 * <p><b>Source</b>: config/gitleaks.toml of gitleaks, commit b58d3f1 (22 July 2026), for OpenAI, Anthropic, GitHub, GitLab, Slack,
 * Stripe, npm, Hugging Face, DigitalOcean, Shopify, Linear, Grafana, Notion, Postman, Pulumi, RubyGems, PlanetScale, Sentry,
 * SendGrid, Vault, Doppler, Perplexity, Heroku, PyPI, AWS and Google; the providers' own pages (November 2026) for Groq, xAI,
 * OpenRouter, Tavily, Replicate, Docker and Supabase.
 */
final class KeyFormats {

    /** The longest first part of a prefix, up to and with its dash, underscore or dot. */
    static final int MAX_FIRST_PART = 9;

    private static final KeyFormat[] ALL = {
        key("sk-", 20), // OpenAI (sk-proj-…), Anthropic (sk-ant-…), OpenRouter (sk-or-v1-…), DeepSeek
        key("glpat-", 20),
        key("gldt-", 20),
        key("glrt-", 20),
        key("glcbt-", 20),
        key("glptt-", 20),
        key("glft-", 20),
        key("glsoat-", 20),
        key("glagent-", 20),
        key("gloas-", 20),
        key("xoxa-", 10),
        key("xoxb-", 10),
        key("xoxc-", 10),
        key("xoxd-", 10),
        key("xoxe-", 10),
        key("xoxe.xoxp-", 10),
        key("xoxp-", 10),
        key("xoxr-", 10),
        key("xoxs-", 10),
        key("xapp-", 10),
        key("xai-", 40),
        key("pplx-", 40),
        key("pypi-", 50),
        key("tvly-", 20),
        key("pul-", 40),
        key("GOCSPX-", 20),
        key("NRAK-", 20),
        key("PMAK-", 40),
        key("HRKU-", 36),
        key("AGE-SECRET-KEY-1", 50),
        key("ghp_", 30),
        key("gho_", 30),
        key("ghu_", 30),
        key("ghs_", 30),
        key("ghr_", 30),
        key("github_pat_", 22),
        key("sk_live_", 10),
        key("sk_test_", 10),
        key("sk_prod_", 10),
        key("rk_live_", 10),
        key("rk_test_", 10),
        key("rk_prod_", 10),
        key("whsec_", 20),
        key("npm_", 30),
        key("hf_", 30),
        key("api_org_", 30),
        key("gsk_", 40),
        key("r8_", 30),
        key("dop_v1_", 40),
        key("doo_v1_", 40),
        key("dor_v1_", 40),
        key("dckr_pat_", 20),
        key("sb_secret_", 20),
        key("shpat_", 30),
        key("shpca_", 30),
        key("shppa_", 30),
        key("shpss_", 30),
        key("lin_api_", 30),
        key("glc_", 32),
        key("glsa_", 32),
        key("ntn_", 40),
        key("sntryu_", 40),
        key("sntrys_", 40),
        key("rubygems_", 40),
        key("pscale_tkn_", 30),
        key("pscale_pw_", 30),
        key("pscale_oauth_", 30),
        key("hvs.", 24),
        key("hvb.", 60),
        key("SG.", 40),
        key("ya29.", 20),
        key("dp.pt.", 40),
    };

    private static final KeyFormat[][] BY_FIRST_PART = byFirstPart();

    private static final long[] FIRST_LETTERS = firstLetters();

    private static final int PAIRS = 1_024;

    private static final boolean[] LAST_TWO = lastTwo();

    private KeyFormats() {}

    /** Whether the first part of a prefix may end with these two characters, which stand before its separator. */
    static boolean mayEnd(char first, char second) {
        return LAST_TWO[pair(first, second)];
    }

    /** Whether a prefix whose first part is so long may begin with this letter or digit. */
    static boolean mayBegin(int length, char first) {
        return first >= 'A' && (FIRST_LETTERS[length] >> (first - 'A') & 1) != 0;
    }

    /** Those whose prefix has a first part of so many characters, its separator included. */
    static KeyFormat[] withFirstPart(int length) {
        return BY_FIRST_PART[length];
    }

    private static KeyFormat key(String prefix, int least) {
        return new KeyFormat(prefix, least);
    }

    private static KeyFormat[][] byFirstPart() {
        List<List<KeyFormat>> found = new ArrayList<>();
        for (int i = 0; i <= MAX_FIRST_PART; i++) {
            found.add(new ArrayList<>());
        }
        for (KeyFormat format : ALL) {
            found.get(firstPart(format.prefix())).add(format);
        }
        return found.stream().map(list -> list.toArray(KeyFormat[]::new)).toArray(KeyFormat[][]::new);
    }

    private static long[] firstLetters() {
        long[] found = new long[MAX_FIRST_PART + 1];
        for (KeyFormat format : ALL) {
            found[firstPart(format.prefix())] |= 1L << (format.prefix().charAt(0) - 'A');
        }
        return found;
    }

    private static boolean[] lastTwo() {
        boolean[] found = new boolean[PAIRS];
        for (KeyFormat format : ALL) {
            int separator = firstPart(format.prefix()) - 1;
            found[pair(format.prefix().charAt(separator - 2), format.prefix().charAt(separator - 1))] = true;
        }
        return found;
    }

    private static int pair(char first, char second) {
        return (first * 31 + second) & (PAIRS - 1);
    }

    private static int firstPart(String prefix) {
        int end = 0;
        while (Character.isLetterOrDigit(prefix.charAt(end))) {
            end++;
        }
        return end + 1;
    }

    /**
     * A kind of key.
     *
     * @param least how many characters follow the prefix at least
     */
    record KeyFormat(String prefix, int least) {}
}
