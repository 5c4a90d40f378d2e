package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is signed rightly may still be anything; what is no event is refused and never an error of ours. */
class StripeEventTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "true",
                "\"evt_1\"",
                "not json",
                "{",
                "{}",
                "{\"id\":\"evt_1\",\"type\":\"charge.updated\"}",
                "{\"id\":\"evt_1\",\"type\":\"charge.updated\",\"data\":[]}",
                "{\"id\":\"evt_1\",\"type\":\"charge.updated\",\"data\":{\"object\":null}}",
                "{\"id\":null,\"type\":\"charge.updated\",\"data\":{\"object\":{}}}",
                "{\"id\":\"evt_1\",\"data\":{\"object\":{}}}",
                "{\"object\":\"v2.core.event\",\"id\":\"evt_1\",\"type\":\"v1.charge.updated\",\"related_object\":{\"id\":\"ch_1\"}}"
            })
    void whatIsNoEventIsRefused(String body) {
        assertThatThrownBy(() -> StripeEvent.read(body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void anEventNeedsNoVersionNoTimeAndNoIdOfItsObject() {
        var event = StripeEvent.read(
                """
                {"id":"evt_1","type":"invoice.upcoming","api_version":null,"livemode":true,
                 "data":{"object":{"object":"invoice","customer":"cus_1"}}}"""
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(event.id()).isEqualTo("evt_1");
        assertThat(event.objectId()).isNull();
        assertThat(event.apiVersion()).isNull();
    }
}
