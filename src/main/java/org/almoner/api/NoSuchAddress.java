package org.almoner.api;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers programs that ask below {@code /api} but not for a version that there is, in the form they can read. */
@WebServlet(urlPatterns = "/api/*")
public class NoSuchAddress extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        response.setContentType(Problem.TYPE);
        response.getOutputStream()
                .write(Problem.of(404, "There is nothing here; the API begins with /api/v1/")
                        .bytes());
    }
}
