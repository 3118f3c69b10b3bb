package io.github.hikyaku.dns;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;

/** From dnsjava's records to ours. */
final class DnsRecords {
    private DnsRecords() {}

    static List<InetAddress> addresses(List<Record> records) {
        return records.stream()
                .map(record -> record instanceof ARecord four ? four.getAddress() : ((AAAARecord) record).getAddress())
                .toList();
    }

    static List<String> names(List<Record> records) {
        return records.stream()
                .map(record -> text(((PTRRecord) record).getTarget()))
                .toList();
    }

    static List<String> texts(List<Record> records) {
        return records.stream().map(record -> text((TXTRecord) record)).toList();
    }

    static List<MailExchanger> mailExchangers(List<Record> records) {
        return records.stream()
                .map(record -> (MXRecord) record)
                .map(mx -> new MailExchanger(mx.getPriority(), text(mx.getTarget())))
                .sorted(Comparator.comparingInt(MailExchanger::preference))
                .toList();
    }

    private static String text(Name name) {
        return name.equals(Name.root) ? "" : name.toString(true).toLowerCase(Locale.ROOT);
    }

    private static String text(TXTRecord record) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (Object string : record.getStringsAsByteArrays()) {
            octets.writeBytes((byte[]) string);
        }
        return octets.toString(StandardCharsets.UTF_8);
    }
}
