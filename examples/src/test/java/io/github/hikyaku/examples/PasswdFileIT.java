package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static io.github.hikyaku.examples.ExampleServer.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of a passwd file send and read mail, and what changes there counts at once. */
class PasswdFileIT {
    @TempDir
    Path dir;

    private void write(String... lines) throws IOException {
        Path other = Files.writeString(dir.resolve("passwd.new"), String.join("\n", lines) + "\n");
        Files.move(other, dir.resolve("passwd"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** As openssl, or mkpasswd, makes one for /etc/shadow. */
    private String crypt(String secret) {
        return Program.of(dir, "openssl", "passwd", "-6", secret)
                .run()
                .ok()
                .text()
                .strip();
    }

    @Test
    void aUserSubmitsAndAnotherReadsFromWhereHisLineSays() throws IOException {
        Path area = Files.createDirectory(dir.resolve("area"));
        write("hoge:" + crypt(SECRET), "fuga:" + crypt(SECRET) + "::::::userdb_mail=maildir:" + area + "/%d/%n");
        Object[] flags = {
            "--store", "maildir:" + dir.resolve("mail"), "--passwd-file", dir.resolve("passwd"), "--mail-area", area
        };
        try (ExampleServer server = ExampleServer.start(flags)) {
            Program swaks = Program.of(dir, "swaks", "--server", server.address("submission"), "-tls")
                    .with("-au", HOGE, "--from", HOGE, "--to", FUGA, "--header", "Subject: by file");
            swaks.with("-ap", SECRET).run().ok();
            assertThat(Curl.to(server, dir, "imaps", "/INBOX;MAILINDEX=1")
                            .run()
                            .ok()
                            .lines())
                    .contains("Subject: by file");
            assertThat(area.resolve("example.com/fuga/cur")).isDirectory();

            write("hoge:" + crypt("another"), "fuga:*");
            swaks.with("-ap", SECRET).run().exit(28);
            swaks.with("-ap", "another").run().ok();
        }
    }
}
