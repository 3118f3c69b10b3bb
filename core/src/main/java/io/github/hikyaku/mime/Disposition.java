package io.github.hikyaku.mime;

/**
 * The value of a Content-Disposition field (RFC 2183).
 *
 * @param type such as {@code attachment}, in lower case
 * @param parameters the parameters, {@code filename} among them
 */
public record Disposition(String type, Parameters parameters) {}
