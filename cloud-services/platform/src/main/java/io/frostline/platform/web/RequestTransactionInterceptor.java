package io.frostline.platform.web;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import jakarta.ws.rs.core.Response;

@RequestTransaction
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 200)
class RequestTransactionInterceptor {
    private final TransactionManager transactions;

    RequestTransactionInterceptor(TransactionManager transactions) {
        this.transactions = transactions;
    }

    @AroundInvoke
    Object around(InvocationContext method) throws Exception {
        if (transactions.getStatus() != Status.STATUS_NO_TRANSACTION) {
            return method.proceed();
        }
        transactions.begin();
        Object answer;
        try {
            answer = method.proceed();
        } catch (Throwable e) {
            rollback(e);
            throw e;
        }
        if (answer instanceof Response response && response.getStatus() >= 400) {
            transactions.rollback();
        } else {
            transactions.commit();
        }
        return answer;
    }

    private void rollback(Throwable cause) {
        try {
            transactions.rollback();
        } catch (SystemException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }
}
