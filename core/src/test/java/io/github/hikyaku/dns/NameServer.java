package io.github.hikyaku.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server on the loopback that answers as a test says. */
final class NameServer implements AutoCloseable {
    final List<String> questions = new CopyOnWriteArrayList<>();
    private final DatagramSocket socket;
    private final UnaryOperator<Message> behaviour;

    /** Begins to answer; a behaviour that answers null keeps silent. It is given a response without records. */
    NameServer(UnaryOperator<Message> behaviour) throws IOException {
        this.behaviour = behaviour;
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread thread = new Thread(this::serve, "test-name-server");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
                questions.add(Type.string(query.getQuestion().getType()) + " "
                        + query.getQuestion().getName().toString(true));
                Message response = new Message(query.getHeader().getID());
                response.getHeader().setFlag(Flags.QR);
                response.getHeader().setFlag(Flags.RA);
                response.addRecord(query.getQuestion(), Section.QUESTION);
                Message answer = behaviour.apply(response);
                if (answer != null) {
                    byte[] octets = answer.toWire();
                    socket.send(new DatagramPacket(octets, octets.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // closed, or a packet that is none: the test sees that no answer comes
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
