package org.almoner.security;

import static jakarta.security.enterprise.identitystore.CredentialValidationResult.INVALID_RESULT;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Optional;
import org.almoner.staff.Staff;
import org.almoner.staff.StaffMember;
import org.almoner.staff.Tokens;

/** The staff accounts as Jakarta Security sees them: the caller is the e-mail address, the groups are the roles. */
@ApplicationScoped
public class StaffIdentities implements IdentityStore {

    private Staff staff;
    private Tokens tokens;

    protected StaffIdentities() {}

    @Inject
    public StaffIdentities(Staff staff, Tokens tokens) {
        this.staff = staff;
        this.tokens = tokens;
    }

    public CredentialValidationResult validate(UsernamePasswordCredential credential) {
        return result(staff.withPassword(
                credential.getCaller(), credential.getPassword().getValue()));
    }

    public CredentialValidationResult validate(TokenCredential credential) {
        return result(tokens.holder(credential.secret()));
    }

    static CredentialValidationResult result(Optional<StaffMember> member) {
        return member.map(known -> new CredentialValidationResult(known.email(), known.groups()))
                .orElse(INVALID_RESULT);
    }
}
