package org.almoner.staff;

import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Somebody with an account.
 *
 * @param email what they sign in with, in lower case
 * @param active whether they may sign in
 * @param roles those held for the whole organisation; a role for one affiliate gives nothing yet
 * @param version counts the changes, from 1
 */
public record StaffMember(
        long id, String email, String name, boolean active, Set<Role> roles, Instant createdAt, int version) {

    /** The roles as the container's groups. */
    public Set<String> groups() {
        return roles.stream().map(Role::name).collect(Collectors.toUnmodifiableSet());
    }
}
