package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.bank.BankAccount;
import org.almoner.bank.BankAccounts;
import org.almoner.bank.BankFile;
import org.almoner.bank.BankStatements;

/** Statements that were imported, the newest first, what is missing between them, and the form that takes another file. */
@Named
@RequestScoped
public class BankStatementList {

    private BankStatements statements;
    private BankAccounts accounts;
    private HttpServletRequest request;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<BankFile.Part> rows;
    private String refusal;

    protected BankStatementList() {}

    @Inject
    BankStatementList(
            BankStatements statements,
            BankAccounts accounts,
            HttpServletRequest request,
            Words words,
            Formats formats) {
        this.statements = statements;
        this.accounts = accounts;
        this.request = request;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        paging = new Paging(asked);
        var account = Choice.number(asked.get("account"));
        rows = statements.slice(account, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), statements.count(account), words, formats);
        refusal = StripeReportList.once(request, BankFileImport.REFUSED);
    }

    public List<BankFile.Part> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    /** Why the file that was just sent was not taken, or null. */
    public String getRefusal() {
        return refusal;
    }

    public List<BankAccount> getAccounts() {
        return accounts.all();
    }

    /** What the address asks for: {@code account}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
