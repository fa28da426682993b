// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.sample.desk;

import dev.agenttracking.TrackingContext;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

/** Lets cases begin over HTTP. */
@RestController
class DeskController {

    private final DeskAgent desk;
    private final WorkingAgent worker;

    DeskController(DeskAgent desk, WorkingAgent worker) {
        this.desk = desk;
        this.worker = worker;
    }

    @PostMapping("/cases")
    String begin(@RequestParam("case") String conversation) throws Exception {
        return desk.handle(conversation);
    }

    /** The client gets the numbers as they come, and may hang up. */
    @GetMapping(path = "/numbers", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<Integer> numbers() {
        try (TrackingContext.Scope ignored = TrackingContext.with(null, "client hangs up", null)) {
            return worker.flux();
        }
    }

    @PostMapping("/release")
    void release() {
        worker.release();
    }
}
