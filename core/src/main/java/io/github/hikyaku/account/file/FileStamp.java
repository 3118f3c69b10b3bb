package io.github.hikyaku.account.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/** How a file looks from outside: another one, or another version of it, looks different. */
record FileStamp(String attributes, FileTime modified) {
    private static final FileStamp MISSING = new FileStamp("missing", FileTime.fromMillis(0));

    static FileStamp of(Path file) {
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
                Map<String, Object> unix = Files.readAttributes(file, "unix:dev,ino,size,ctime");
                FileTime modified = Files.getLastModifiedTime(file);
                String rest =
                        unix.get("dev") + " " + unix.get("ino") + " " + unix.get("size") + " " + unix.get("ctime");
                return new FileStamp(rest, modified);
            }
            BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(basic.fileKey() + " " + basic.size(), basic.lastModifiedTime());
        } catch (IOException e) {
            return MISSING;
        }
    }
}
