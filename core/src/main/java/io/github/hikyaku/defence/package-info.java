/**
 * Stages that keep unwanted clients and malformed messages away: greetings, reverse names, lists in the DNS,
 * greylisting and the form of messages. None of them is on by default; each is given to
 * {@code MailServer.Builder.stage}, and none judges clients that have logged in or come from a trusted network.
 */
@NullMarked
package io.github.hikyaku.defence;

import org.jspecify.annotations.NullMarked;
