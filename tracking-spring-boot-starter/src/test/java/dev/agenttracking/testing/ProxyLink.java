// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import dev.agenttracking.testing.FaultyProxy.Direction;
import dev.agenttracking.testing.FaultyProxy.Moment;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One connection through a {@link FaultyProxy}. */
public final class ProxyLink {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int NO_TYPE = -1;
    private static final int LENGTH_BYTES = 4;

    private final FaultyProxy proxy;
    private final Socket client;
    private final Socket server;
    private final Set<String> commits = new HashSet<>();
    private volatile int backend;
    private volatile boolean swallowing;
    private volatile CountDownLatch withheld;
    private boolean committing;

    ProxyLink(FaultyProxy proxy, Socket client, Socket server) throws IOException {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    /** The process id of the server's end. */
    public int backend() {
        return backend;
    }

    /** Breaks it in both directions, at once. */
    public void cut() {
        reset(client);
        reset(server);
        proxy.ended(this);
    }

    /** Passes nothing on any more, not even an end. */
    public void swallow() {
        swallowing = true;
    }

    boolean isSwallowing() {
        return swallowing;
    }

    void toServer() throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream(), BUFFER_BYTES));
        OutputStream out = new BufferedOutputStream(server.getOutputStream(), BUFFER_BYTES);
        try {
            pass(NO_TYPE, in, out, Direction.TO_SERVER);
            while (true) {
                int type = in.readUnsignedByte();
                byte[] body = read(in);
                passToServer(type, body, in, out);
            }
        } finally {
            end();
        }
    }

    void toClient() throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(server.getInputStream(), BUFFER_BYTES));
        OutputStream out = new BufferedOutputStream(client.getOutputStream(), BUFFER_BYTES);
        try {
            while (true) {
                int type = in.readUnsignedByte();
                byte[] body = read(in);
                if (type == 'K') {
                    backend = ByteBuffer.wrap(body).getInt(LENGTH_BYTES);
                }
                CountDownLatch waiting = withheld;
                if (waiting == null) {
                    write(type, body, in, out, Direction.TO_CLIENT);
                } else if (type == 'Z') {
                    waiting.countDown();
                }
            }
        } finally {
            end();
        }
    }

    private void passToServer(int type, byte[] body, DataInputStream in, OutputStream out) throws IOException {
        if (type == 'd') {
            act(proxy.reached(Moment.COPYING));
        } else if (type == 'P' || type == 'Q') {
            act(proxy.reached(Moment.ASKING));
        }
        committing |= isCommit(type, body);
        boolean complete = committing && (type == 'S' || type == 'Q');
        Consumer<ProxyLink> committed = complete ? proxy.reached(Moment.COMMITTED) : null;
        if (committed != null) {
            CountDownLatch answered = new CountDownLatch(1);
            withheld = answered;
            write(type, body, in, out, Direction.TO_SERVER);
            out.flush();
            answered(answered);
            act(committed);
        } else {
            write(type, body, in, out, Direction.TO_SERVER);
        }
        if (complete) {
            committing = false;
            out.flush();
            act(proxy.reached(Moment.COMMITTING));
        }
    }

    private static void answered(CountDownLatch answer) throws IOException {
        try {
            if (!answer.await(10, TimeUnit.SECONDS)) {
                throw new IOException("The server does not answer a COMMIT");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** A simple query, or the execution of a statement that was parsed as one. */
    private boolean isCommit(int type, byte[] body) {
        int at = LENGTH_BYTES;
        if (type == 'Q') {
            return saysCommit(text(body, at));
        }
        if (type == 'P') {
            String statement = text(body, at);
            if (saysCommit(text(body, at + length(statement)))) {
                commits.add(statement);
            } else {
                commits.remove(statement);
            }
        } else if (type == 'B') {
            String portal = text(body, at);
            return commits.contains(text(body, at + length(portal)));
        }
        return false;
    }

    private static boolean saysCommit(String sql) {
        return sql.strip().toUpperCase(Locale.ROOT).equals("COMMIT");
    }

    private static String text(byte[] body, int from) {
        int end = from;
        while (body[end] != 0) {
            end++;
        }
        return new String(body, from, end - from, StandardCharsets.UTF_8);
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length + 1;
    }

    private void pass(int type, DataInputStream in, OutputStream out, Direction direction) throws IOException {
        write(type, read(in), in, out, direction);
    }

    /** A message without its type, with its length. */
    private static byte[] read(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] body = new byte[length];
        ByteBuffer.wrap(body).putInt(length);
        in.readFully(body, LENGTH_BYTES, length - LENGTH_BYTES);
        return body;
    }

    private void write(int type, byte[] body, DataInputStream in, OutputStream out, Direction direction)
            throws IOException {
        proxy.hold();
        int typeBytes = type == NO_TYPE ? 0 : 1;
        int passing = proxy.passing(direction, typeBytes + body.length);
        if (swallowing) {
            return;
        }
        if (passing < 0) {
            if (typeBytes > 0) {
                out.write(type);
            }
            out.write(body);
            if (in.available() == 0) {
                out.flush();
            }
            return;
        }
        if (typeBytes > 0 && passing > 0) {
            out.write(type);
        }
        out.write(body, 0, Math.max(0, passing - typeBytes));
        out.flush();
        swallowing = true;
        proxy.reached(direction).accept(this);
    }

    private void act(Consumer<ProxyLink> action) {
        if (action != null) {
            action.accept(this);
        }
    }

    /** An end is passed on; where all is swallowed it is not. */
    private void end() throws IOException {
        if (!swallowing) {
            client.close();
            server.close();
            proxy.ended(this);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // Broken already, which is what was asked for.
        }
    }
}
