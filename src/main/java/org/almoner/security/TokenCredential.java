package org.almoner.security;

import jakarta.security.enterprise.credential.AbstractClearableCredential;

/** A bearer token as it came with a request. */
public class TokenCredential extends AbstractClearableCredential {

    private String secret;

    public TokenCredential(String secret) {
        this.secret = secret;
    }

    String secret() {
        return secret;
    }

    @Override
    protected void clearCredential() {
        secret = "";
    }
}
