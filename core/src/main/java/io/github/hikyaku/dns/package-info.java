/** The domain name system: what is asked, who answers, and answers written down for tests. */
@NullMarked
package io.github.hikyaku.dns;

import org.jspecify.annotations.NullMarked;
