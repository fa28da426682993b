// SPDX-License-Identifier: Apache-2.0
package woven;

import dev.agenttracking.annotation.TrackExecution;

interface Answer<T> {

    T answer(T question);

    class Text implements Answer<String> {

        @Override
        @TrackExecution
        public String answer(String question) {
            return question;
        }
    }
}
