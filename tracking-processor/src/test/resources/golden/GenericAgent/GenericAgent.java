package golden;

import dev.agenttracking.annotation.TrackExecution;
import java.io.Serializable;
import java.util.Collection;
import java.util.Map;

@TrackExecution(captureInput = false, captureOutput = false)
class GenericAgent<T extends Comparable<? super T> & Serializable> {

    GenericAgent() {}

    protected <S extends T> GenericAgent(S first, T... others) throws IllegalStateException {}

    private GenericAgent(String secret) {}

    public <X extends Exception & Serializable, R extends Collection<? extends T>> R run(Map<T, R[]> map, X failure) throws X {
        throw failure;
    }

    public T run(T value) {
        return value;
    }

    public int count(Object[] all) {
        return all.length;
    }

    void notPublic() {}
}
