package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.pipeline.SessionStage;

/**
 * A stage and what the host calls it.
 *
 * @param name as in events
 * @param stage what judges
 */
public record NamedStage(String name, SessionStage stage) {}
