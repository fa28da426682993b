package golden;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;

public class Outer {

    protected static class Inner implements Contract {

        @Override
        public Object answer(Object question) {
            return question;
        }

        @Stage(ExecutionStage.INIT)
        @TrackExecution
        void both() {}
    }

    interface Contract {

        @TrackExecution(method = "ask")
        Object answer(Object question);
    }
}
