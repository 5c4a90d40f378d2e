package org.almoner.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;

/** The floor plan: what flows down from the kernel to the edges never flows back. */
@AnalyzeClasses(packages = "org.almoner", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule dataFlowsOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("kernel")
            .definedBy(
                    "org.almoner.money..",
                    "org.almoner.time..",
                    "org.almoner.audit..",
                    "org.almoner.lease..",
                    "org.almoner.database..",
                    "org.almoner.document..")
            .layer("reference")
            .definedBy(
                    "org.almoner.affiliate..",
                    "org.almoner.donor..",
                    "org.almoner.campaign..",
                    "org.almoner.partner..",
                    "org.almoner.staff..")
            .layer("ledger")
            .definedBy("org.almoner.gift..")
            .layer("settlement")
            .definedBy(
                    "org.almoner.reconcile..",
                    "org.almoner.proof..",
                    "org.almoner.bank..",
                    "org.almoner.journal..",
                    "org.almoner.receipt..",
                    "org.almoner.giftaid..",
                    "org.almoner.dunning..",
                    "org.almoner.mail..")
            .layer("reading")
            .definedBy("org.almoner.report..")
            .layer("edge")
            .definedBy(
                    "org.almoner.stripe..",
                    "org.almoner.intake..",
                    "org.almoner.api..",
                    "org.almoner.console..",
                    "org.almoner.giving..",
                    "org.almoner.security..")
            .whereLayer("edge")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("reading")
            .mayOnlyBeAccessedByLayers("edge")
            .whereLayer("settlement")
            .mayOnlyBeAccessedByLayers("reading", "edge")
            .whereLayer("ledger")
            .mayOnlyBeAccessedByLayers("settlement", "reading", "edge")
            .whereLayer("reference")
            .mayOnlyBeAccessedByLayers("ledger", "settlement", "reading", "edge");

    @ArchTest
    static final ArchRule featuresAreFreeOfCycles =
            slices().matching("org.almoner.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theApiKnowsNoOtherEdge = noClasses()
            .that()
            .resideInAPackage("org.almoner.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.almoner.console..", "org.almoner.stripe..", "org.almoner.security..");

    @ArchTest
    static final ArchRule theConsoleKnowsNoOtherEdge = noClasses()
            .that()
            .resideInAPackage("org.almoner.console..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.almoner.api..", "org.almoner.stripe..", "org.almoner.security..");

    @ArchTest
    static final ArchRule stripeKnowsNoOtherEdge = noClasses()
            .that()
            .resideInAPackage("org.almoner.stripe..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.almoner.api..", "org.almoner.console..", "org.almoner.security..");

    @ArchTest
    static final ArchRule donorsPagesKnowNoOtherEdge = noClasses()
            .that()
            .resideInAPackage("org.almoner.giving..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.almoner.api..", "org.almoner.console..", "org.almoner.security..", "org.almoner.stripe..");

    @ArchTest
    static final ArchRule onlyStripeSpeaksStripe = noClasses()
            .that()
            .resideOutsideOfPackage("org.almoner.stripe..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.stripe..");

    @ArchTest
    static final ArchRule onlyTheConsoleSpeaksFaces = noClasses()
            .that()
            .resideOutsideOfPackage("org.almoner.console..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.faces..", "org.primefaces..", "org.omnifaces..");

    @ArchTest
    static final ArchRule onlyEdgesSpeakHttp = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "org.almoner.api..",
                    "org.almoner.stripe..",
                    "org.almoner.security..",
                    "org.almoner.console..",
                    "org.almoner.giving..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule jobsLiveInBatchPackages = noClasses()
            .that()
            .resideOutsideOfPackage("org.almoner..batch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.batch..");

    @ArchTest
    static final ArchRule theLauncherAndTheDemoStandOutside = noClasses()
            .that()
            .resideInAnyPackage("org.almoner.launch..", "org.almoner.demo..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.almoner.gift..", "org.almoner.reconcile..", "org.almoner.stripe..", "org.almoner.api..");

    @ArchTest
    static final ArchRule nothingInTheWarKnowsTheLauncher = noClasses()
            .that()
            .resideOutsideOfPackages("org.almoner.launch..", "org.almoner.demo..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.almoner.launch..", "org.almoner.demo..");

    /** Points on a page are floating in OpenPDF; they are constants of a layout and never an amount. */
    @ArchTest
    static final ArchRule moneyIsNeverFloating = noFields()
            .that()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackage("org.almoner.document..")
            .and()
            .areDeclaredInClassesThat()
            .haveNameNotMatching("org\\.almoner\\.report\\.Sheet(\\$.*)?")
            .and()
            .areNotStatic()
            .should()
            .haveRawType(double.class)
            .orShould()
            .haveRawType(Double.class)
            .orShould()
            .haveRawType(float.class)
            .orShould()
            .haveRawType(Float.class);

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .that()
            .resideOutsideOfPackages("org.almoner.time..", "org.almoner.launch..", "org.almoner.demo..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
}
