package org.almoner.console;

import static jakarta.security.enterprise.authentication.mechanism.http.AuthenticationParameters.withParams;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.SecurityContext;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The form at the door. A wrong address and a wrong password are answered alike. */
@Named
@RequestScoped
public class SignIn {

    /** Where the mechanism says that it does not look at any more passwords for a while. */
    private static final String WAIT_SECONDS = "org.almoner.signIn.waitSeconds";

    private SecurityContext security;
    private String email;
    private String password;

    protected SignIn() {}

    @Inject
    SignIn(SecurityContext security) {
        this.security = security;
    }

    /**
     * Signs in and goes on to the page that was wanted, or to the dashboard. Whoever is not let in comes back to the door
     * by a redirect: the page keeps no state, so that it can stay open for days.
     */
    public void submit() throws IOException {
        var faces = FacesContext.getCurrentInstance();
        var external = faces.getExternalContext();
        var status = email == null || password == null
                ? AuthenticationStatus.SEND_FAILURE
                : security.authenticate(
                        (HttpServletRequest) external.getRequest(),
                        (HttpServletResponse) external.getResponse(),
                        withParams().credential(new UsernamePasswordCredential(email.strip(), password)));
        if (status == AuthenticationStatus.SUCCESS) {
            home();
        } else if (status == AuthenticationStatus.SEND_CONTINUE) {
            faces.responseComplete();
        } else {
            external.getFlash().put("email", email);
            var wait = external.getRequestMap().get(WAIT_SECONDS);
            external.redirect(
                    external.getRequestContextPath() + "/login.xhtml?" + (wait == null ? "wrong" : "wait=" + wait));
        }
    }

    /** For how many seconds no further password is looked at, as the address says; null when it does not. */
    public Integer getWait() {
        var wait = FacesContext.getCurrentInstance()
                .getExternalContext()
                .getRequestParameterMap()
                .get("wait");
        return wait != null && wait.matches("\\d{1,5}") ? Integer.valueOf(wait) : null;
    }

    /** Whoever asks for nothing gets the dashboard, by way of the door if need be. */
    public void home() throws IOException {
        var external = FacesContext.getCurrentInstance().getExternalContext();
        external.redirect(external.getRequestContextPath() + "/console/dashboard");
    }

    /** What was tried last, so that only the password has to be written again. */
    public String getEmail() {
        var faces = FacesContext.getCurrentInstance();
        // a flash that is only looked at on the way in would be kept by a cookie on a response that has gone out
        return email == null && !faces.isPostback()
                ? (String) faces.getExternalContext().getFlash().get("email")
                : email;
    }

    public void setEmail(String email) {
        this.email = email;
    }

    /** Never handed back to the page. */
    public String getPassword() {
        return null;
    }

    public void setPassword(String password) {
        this.password = password;
    }
}
