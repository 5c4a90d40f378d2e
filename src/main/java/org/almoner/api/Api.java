package org.almoner.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** All that answers under {@code /api/v1}. */
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
                DonorsResource.class,
                CampaignsResource.class,
                AppealsResource.class,
                FundsResource.class,
                AffiliatesResource.class,
                ReceiptsResource.class,
                PayoutsResource.class,
                ExceptionsResource.class,
                EventsResource.class,
                JobsResource.class,
                ReconciliationsResource.class);
    }
}
