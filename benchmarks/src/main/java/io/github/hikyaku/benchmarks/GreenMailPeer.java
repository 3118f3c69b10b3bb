package io.github.hikyaku.benchmarks;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.util.Map;

/** GreenMail with SMTP, POP3 and IMAP. */
final class GreenMailPeer implements Peer {
    private final GreenMail server;

    GreenMailPeer() {
        server = new GreenMail(new ServerSetup[] {setup("smtp"), setup("pop3"), setup("imap")});
        server.setUser(USER, USER, SECRET);
        server.start();
    }

    private static ServerSetup setup(String protocol) {
        return new ServerSetup(0, "127.0.0.1", protocol);
    }

    @Override
    public Map<String, Integer> ports() {
        return Map.of(
                "smtp", server.getSmtp().getPort(),
                "pop3", server.getPop3().getPort(),
                "imap", server.getImap().getPort());
    }

    @Override
    public long delivered() throws FolderException {
        return server.getManagers()
                .getImapHostManager()
                .getInbox(server.getManagers().getUserManager().getUser(USER))
                .getMessageCount();
    }

    @Override
    public void clear() throws FolderException {
        server.purgeEmailFromAllMailboxes();
    }

    @Override
    public void close() {
        server.stop();
    }
}
