package io.frostline.coldroom.room;

import jakarta.persistence.Embeddable;

/** Room of a site. */
@Embeddable
public record RoomKey(String site, String room) {}
