package io.github.hikyaku.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.github.hikyaku.address.AddressList;
import io.github.hikyaku.address.AddressSyntaxException;
import io.github.hikyaku.address.ListedAddress;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.mime.DateTimes;
import io.github.hikyaku.mime.HeaderDecoder;

/** Any text is an address or refused, and what an address is written as is the same address; so are lists and dates. */
public final class AddressFuzz {
    private AddressFuzz() {}

    /** One text. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        boolean list = data.consumeBoolean();
        String text = data.consumeRemainingAsString();
        if (list) {
            for (ListedAddress address : AddressList.parse(text)) {
                if (address.toString().isEmpty()) {
                    throw new AssertionError("An address of " + text + " is written as nothing");
                }
            }
            HeaderDecoder.decode(text);
            DateTimes.parse(text);
            return;
        }
        MailAddress address;
        try {
            address = MailAddress.of(text);
        } catch (AddressSyntaxException refused) {
            return;
        }
        MailAddress again = MailAddress.of(address.toString());
        if (!again.equals(address)) {
            throw new AssertionError(address + " is read as " + again);
        }
    }
}
