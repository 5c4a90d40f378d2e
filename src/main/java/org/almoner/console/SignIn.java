package org.almoner.console;

import static jakarta.security.enterprise.authentication.mechanism.http.AuthenticationParameters.withParams;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
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

    private SecurityContext security;
    private Words words;
    private String email;
    private String password;

    protected SignIn() {}

    @Inject
    SignIn(SecurityContext security, Words words) {
        this.security = security;
        this.words = words;
    }

    /** Signs in and goes on to the page that was wanted, or to the dashboard. */
    public void submit() throws IOException {
        var faces = FacesContext.getCurrentInstance();
        var external = faces.getExternalContext();
        var status = security.authenticate(
                (HttpServletRequest) external.getRequest(),
                (HttpServletResponse) external.getResponse(),
                withParams().credential(new UsernamePasswordCredential(email.strip(), password)));
        if (status == AuthenticationStatus.SUCCESS) {
            home();
        } else if (status == AuthenticationStatus.SEND_CONTINUE) {
            faces.responseComplete();
        } else {
            faces.addMessage(null, new FacesMessage(FacesMessage.SEVERITY_ERROR, words.say("signin.wrong"), null));
        }
    }

    /** Whoever asks for nothing gets the dashboard, by way of the door if need be. */
    public void home() throws IOException {
        var external = FacesContext.getCurrentInstance().getExternalContext();
        external.redirect(external.getRequestContextPath() + "/console/dashboard");
    }

    public String getEmail() {
        return email;
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
