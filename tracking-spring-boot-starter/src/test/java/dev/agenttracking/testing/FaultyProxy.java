// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What may happen between an application and its PostgreSQL: stands in front of the server, and breaks connections when and where
 * it is told to. Speaks just enough of the protocol, without TLS, to know a COPY and a COMMIT when it sees one.
 *
 * <p><b>Threading</b>: thread-safe. Two threads of its own for each connection.
 */
public final class FaultyProxy implements AutoCloseable {

    private final int serverPort;
    private final int port;
    private final Set<ProxyLink> links = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Fault> armed = new AtomicReference<>();
    private volatile ServerSocket listener;
    private volatile long delayMillis;
    private volatile boolean swallowing;

    /** Listens on a port of its own. */
    public FaultyProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listener = listen(0);
        this.port = listener.getLocalPort();
    }

    /** The address of a database behind it. */
    public String url(String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database + "?sslmode=disable&gssEncMode=disable";
    }

    /** Breaks all connections now. */
    public void cut() {
        links.forEach(ProxyLink::cut);
    }

    /** Breaks all connections, and refuses new ones until it is healed. */
    public void refuse() throws IOException {
        listener.close();
        cut();
    }

    /** Takes what comes and gives nothing back, on all connections and new ones, until it is healed. No end is seen either. */
    public void swallow() {
        swallowing = true;
        links.forEach(ProxyLink::swallow);
    }

    /** Lets new connections through again; those that were swallowed stay so. */
    public void letNewThrough() {
        swallowing = false;
    }

    /** Holds each message back for so long. */
    public void delay(Duration each) {
        delayMillis = each.toMillis();
    }

    /** Does something once to the connection that takes part in a moment for the given time, counted from now. */
    public void once(Moment moment, int count, Consumer<ProxyLink> action) {
        armed.set(new Fault(moment, null, count, action));
    }

    /** Does something once where so many bytes have gone one way, counted from now; just these are passed on. */
    public void after(Direction direction, long bytes, Consumer<ProxyLink> action) {
        armed.set(new Fault(null, direction, bytes, action));
    }

    /** Whether what was to be done once is done. */
    public boolean hasFired() {
        return armed.get() == null;
    }

    /** Ends all faults. Connections that were swallowed are broken: what they lost does not come back. */
    public void heal() throws IOException {
        armed.set(null);
        delayMillis = 0;
        swallowing = false;
        links.stream().filter(ProxyLink::isSwallowing).forEach(ProxyLink::cut);
        if (listener.isClosed()) {
            listener = listen(port);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }

    private ServerSocket listen(int onPort) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort));
        start("proxy", () -> {
            while (!socket.isClosed()) {
                connect(socket.accept());
            }
        });
        return socket;
    }

    private void connect(Socket client) throws IOException {
        try {
            ProxyLink link = new ProxyLink(this, client, new Socket(InetAddress.getLoopbackAddress(), serverPort));
            links.add(link);
            if (swallowing) {
                link.swallow();
            }
            start("proxy-to-server", link::toServer);
            start("proxy-to-client", link::toClient);
        } catch (IOException noServer) {
            client.close();
        }
    }

    void ended(ProxyLink link) {
        links.remove(link);
    }

    void hold() throws IOException {
        if (delayMillis > 0) {
            try {
                Thread.sleep(delayMillis);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    /** How many of these bytes may pass before the fault that is due; -1 where none is. */
    int passing(Direction direction, int length) {
        Fault fault = armed.get();
        return fault == null || fault.direction != direction ? -1 : fault.passing(length);
    }

    /** What to do to a link that has come to a moment, or null. */
    Consumer<ProxyLink> reached(Moment moment) {
        Fault fault = armed.get();
        return fault == null || fault.moment != moment || fault.passing(1) < 0 ? null : take(fault);
    }

    /** What to do to a link that has come to a byte. */
    Consumer<ProxyLink> reached(Direction direction) {
        Fault fault = armed.get();
        return fault == null || fault.direction != direction ? link -> {} : take(fault);
    }

    private Consumer<ProxyLink> take(Fault fault) {
        return armed.compareAndSet(fault, null) ? fault.action : link -> {};
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | UncheckedIOException ended) {
                        // One of the two sides is gone, and the other was told.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /** A point of the conversation. */
    public enum Moment {
        /** A statement is about to be passed on. */
        ASKING,
        /** A piece of COPY data is about to be passed on. */
        COPYING,
        /** A COMMIT has just been passed on; its answer may be on its way. */
        COMMITTING,
        /** The server has answered a COMMIT; the answer was not passed on. */
        COMMITTED
    }

    /** A way through the proxy. */
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private interface Work {
        void run() throws IOException;
    }

    private static final class Fault {

        private final Moment moment;
        private final Direction direction;
        private final Consumer<ProxyLink> action;
        private long left;

        private Fault(Moment moment, Direction direction, long left, Consumer<ProxyLink> action) {
            this.moment = moment;
            this.direction = direction;
            this.left = left;
            this.action = action;
        }

        /** Counts down. How many pass where the count ends among them, else -1. */
        private synchronized int passing(int length) {
            long before = left;
            left -= length;
            return before >= 0 && left <= 0 ? (int) before : -1;
        }
    }
}
