package io.github.hikyaku.defence;

import io.github.hikyaku.engine.Net;
import io.github.hikyaku.message.Origin;
import java.net.InetAddress;
import java.util.List;

/** Who is not judged: whoever has logged in or may yet do so, and trusted networks. */
record Exemption(List<Net> trusted) {
    /** The loopback networks. */
    static final Exemption LOOPBACK = new Exemption(List.of(Net.of("127.0.0.0/8"), Net.of("::1")));

    static Exemption of(Net... networks) {
        return new Exemption(List.of(networks));
    }

    boolean covers(Origin origin) {
        return origin.submission() || origin.login().isPresent() || Net.anyContains(trusted, address(origin));
    }

    static InetAddress address(Origin origin) {
        return origin.peer().remote().getAddress();
    }
}
