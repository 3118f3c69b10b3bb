/** Who has an account, which addresses lead to it, and how its secret is checked. */
@NullMarked
package io.github.hikyaku.account;

import org.jspecify.annotations.NullMarked;
