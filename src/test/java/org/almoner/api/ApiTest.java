package org.almoner.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import jakarta.ws.rs.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiTest {

    @Test
    void everyResourceIsServed() {
        List<String> written = new ClassFileImporter()
                .importPackages("org.almoner.api").stream()
                        .filter(one -> one.isAnnotatedWith(Path.class))
                        .map(JavaClass::getName)
                        .toList();
        assertThat(new Api().getClasses().stream().map(Class::getName)).containsAll(written);
    }
}
