package io.frostline.platform.web;

import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method runs in a transaction of its own, which commits before the answer goes out. If it throws, or answers 400 or
 * more, nothing stays. It makes no remote call: whoever it would wait for would hold the transaction's locks.
 */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface RequestTransaction {}
