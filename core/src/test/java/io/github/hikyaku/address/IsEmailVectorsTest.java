package io.github.hikyaku.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The isemail collection: its categories tell what RFC 5321 allows apart from what only RFC 5322 does. */
class IsEmailVectorsTest {
    /** Valid for RFC 5321, the DNS or the taste for rare forms apart. */
    private static final Set<String> VALID = Set.of("ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN", "ISEMAIL_RFC5321");

    /** RFC 5321 §4.1.3: a double colon stands for two groups or more, which the collection lets pass with a warning. */
    private static final String SINGLE_GROUP = "ISEMAIL_RFC5321_IPV6DEPRECATED";

    /** Follows General-address-literal of RFC 5321 §4.1.3, though nobody registered the tag. */
    private static final String UNKNOWN_TAG = "first.last@[IPv5:::12.34.56.78]";

    @ParameterizedTest
    @ValueSource(strings = {"tests.xml", "tests-original.xml"})
    void agreesWithTheVerdicts(String file) throws Exception {
        Path vectors = SharedData.path("address/isemail/" + file);
        assumeTrue(Files.exists(vectors), "no shared data");
        NodeList tests = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(vectors.toFile())
                .getElementsByTagName("test");
        List<String> disagreements = new ArrayList<>();
        for (int i = 0; i < tests.getLength(); i++) {
            Element test = (Element) tests.item(i);
            String address = controls(text(test, "address"));
            boolean expected = VALID.contains(text(test, "category"))
                            && !text(test, "diagnosis").equals(SINGLE_GROUP)
                    || address.equals(UNKNOWN_TAG);
            boolean actual;
            try {
                AddressParser.ascii().address(address);
                actual = true;
            } catch (AddressSyntaxException e) {
                actual = false;
            }
            if (actual != expected) {
                disagreements.add(test.getAttribute("id") + " " + address + " " + text(test, "diagnosis"));
            }
        }
        assertThat(tests.getLength()).isGreaterThan(100);
        assertThat(disagreements).isEmpty();
    }

    private static String text(Element test, String name) {
        NodeList found = test.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    /** The collection writes control characters as the symbols from U+2400 on. */
    private static String controls(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> out.append((char) (c >= 0x2400 && c < 0x2420 ? c - 0x2400 : c)));
        return out.toString();
    }
}
