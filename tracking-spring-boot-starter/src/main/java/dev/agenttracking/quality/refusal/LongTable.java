// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

import java.util.Map;

/**
 * A map of longs to ints that is looked up without boxes: open addressing, a quarter full.
 *
 * <p><b>Threading</b>: immutable.
 */
final class LongTable {

    private final long[] keys;
    private final int[] values;
    private final boolean[] taken;

    private LongTable(int capacity) {
        keys = new long[capacity];
        values = new int[capacity];
        taken = new boolean[capacity];
    }

    static LongTable of(Map<Long, Integer> entries) {
        LongTable table = new LongTable(Integer.highestOneBit(Math.max(8, entries.size())) * 4);
        entries.forEach(table::put);
        return table;
    }

    private void put(long key, int value) {
        int slot = slot(key);
        keys[slot] = key;
        values[slot] = value;
        taken[slot] = true;
    }

    int get(long key, int otherwise) {
        int slot = slot(key);
        return taken[slot] ? values[slot] : otherwise;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        long mixed = key * 0x9e3779b97f4a7c15L;
        int slot = (int) (mixed >>> 32) & mask;
        while (taken[slot] && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
