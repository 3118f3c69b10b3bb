package io.github.hikyaku.examples;

import io.github.hikyaku.filter.ClamAv;
import io.github.hikyaku.filter.Milter;
import io.github.hikyaku.filter.Rspamd;
import io.github.hikyaku.filter.SpamAssassin;
import io.github.hikyaku.pipeline.SessionStage;
import java.net.URI;
import java.util.Map;

/** The value of {@code --stage}: a filter to ask, and where it is. */
record FilterFlag(String kind, SessionStage stage) {
    private static final String USAGE =
            "--stage takes rspamd=URL, spamd=HOST:PORT, clamd=HOST:PORT or milter=HOST:PORT";

    static FilterFlag parse(String text) throws ServerOptions.WrongOption {
        int equals = text.indexOf('=');
        String kind = text.substring(0, Math.max(0, equals));
        String place = text.substring(equals + 1);
        int colon = place.lastIndexOf(':');
        try {
            String host = place.substring(0, Math.max(0, colon));
            return switch (kind) {
                case "rspamd" -> new FilterFlag(kind, Rspamd.at(URI.create(place)));
                case "spamd" -> new FilterFlag(kind, SpamAssassin.at(host, port(place, colon)));
                case "clamd" -> new FilterFlag(kind, ClamAv.at(host, port(place, colon)));
                case "milter" -> new FilterFlag(kind, Milter.at(host, port(place, colon)));
                default -> throw new ServerOptions.WrongOption(USAGE);
            };
        } catch (IllegalArgumentException e) {
            throw new ServerOptions.WrongOption(USAGE);
        }
    }

    private static int port(String place, int colon) {
        return Integer.parseInt(place.substring(colon + 1));
    }

    /** Adds the stage: the second one of a kind is {@code milter-2}. */
    void addTo(Map<String, SessionStage> stages) {
        String name = kind;
        for (int n = 2; stages.containsKey(name); n++) {
            name = kind + "-" + n;
        }
        stages.put(name, stage);
    }
}
