package org.almoner.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** All that answers under {@code /api/v1}. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Almoner",
                        version = "1",
                        description =
                                "The back office of organisations that live from donations. Amounts are integers in"
                                        + " Stripe's minor units, instants are UTC. Lists are pages of at most 500 items:"
                                        + " ask with limit, and go on with after and the next of the page before. Errors"
                                        + " are application/problem+json and name the field and the remedy."),
        security = @SecurityRequirement(name = "token"))
@SecurityScheme(securitySchemeName = "token", type = SecuritySchemeType.HTTP, scheme = "bearer")
@ApplicationPath("/api/v1")
public class Api extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                Gate.class,
                Problems.class,
                TokensResource.class,
                StaffResource.class,
                GiftsResource.class,
                PlansResource.class,
                DunningResource.class,
                DonorsResource.class,
                DonorChangesResource.class,
                DonorLinksResource.class,
                CampaignsResource.class,
                ShareLinksResource.class,
                AppealsResource.class,
                FundsResource.class,
                AffiliatesResource.class,
                LegalEntitiesResource.class,
                GiftBenefitResource.class,
                GiftNatureResource.class,
                GiftReceiptResource.class,
                DonorReceiptsResource.class,
                PrintBatchesResource.class,
                GiftRefundsResource.class,
                RefundsResource.class,
                DisputesResource.class,
                ReceiptIssuersResource.class,
                ReceiptSeriesResource.class,
                ReceiptTasksResource.class,
                ReceiptTemplatesResource.class,
                ReceiptsResource.class,
                GiftAidClaimsResource.class,
                GiftAidDeclarationsResource.class,
                GiftAidGiftsResource.class,
                GiftAidSettingsResource.class,
                PayoutsResource.class,
                ExceptionsResource.class,
                EventsResource.class,
                StripeResource.class,
                MailResource.class,
                JobsResource.class,
                ReconciliationsResource.class,
                BalanceTransactionsResource.class,
                CloseRequestsResource.class,
                ReopeningsResource.class,
                StripeReportsResource.class,
                BankAccountsResource.class,
                BankFilesResource.class,
                BankStatementsResource.class,
                NetAssetsResource.class,
                PledgesResource.class,
                JournalsResource.class,
                ChartAccountsResource.class,
                MappingRulesResource.class,
                BankLinesResource.class,
                BankDepositsResource.class,
                BankMatchesResource.class,
                ReplaysResource.class,
                SustainabilityResource.class);
    }
}
