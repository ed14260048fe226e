export interface paths {
    "/api/v1/admin/admins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The admins, disabled ones too, newest first. */
        get: operations["getAdminAdmins"];
        put?: never;
        /** Makes an admin, who must rotate the password at first use. Refused (409) where the name is taken. */
        post: operations["postAdminAdmins"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/admins/{username}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Disables an admin, whose sessions and credentials are refused from then on, or enables one again. Refused (409) for the last one who is enabled. */
        patch: operations["patchAdminAdminsByUsername"];
        trace?: never;
    };
    "/api/v1/admin/admins/{username}/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives an admin a new password, which is shown here once and must be rotated. The old one is refused from then on, and all sessions of that admin are ended. */
        post: operations["postAdminAdminsByUsernameResetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log, newest first: who did what to what, before and after, and what was refused. */
        get: operations["getAdminAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/engine-versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All engine versions, newest first. */
        get: operations["getAdminEngineVersions"];
        put?: never;
        /** Registers an engine version. Refused (409) where the version is registered already. */
        post: operations["postAdminEngineVersions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/engine-versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One engine version, with its newest probe. */
        get: operations["getAdminEngineVersionsByVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes the image or the status of an engine version. Running games retain the image they were started with. A version can be enabled without a probe, as a first one has to be: the answer's `warnings` say so. */
        patch: operations["patchAdminEngineVersionsByVersion"];
        trace?: never;
    };
    "/api/v1/admin/engine-versions/{version}/games": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The games that run an engine version, or would once they start, newest first: whom it concerns that the version is blocked. */
        get: operations["getAdminEngineVersionsByVersionGames"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/engine-versions/{version}/probe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Requests a probe of a version's image: a task boots it, plays two turns and throws it away. The result is the version's `last_probe`. Its status stays as it is. Refused (409) while another probe of the version is not finished. */
        post: operations["postAdminEngineVersionsByVersionProbe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All games, newest first, of every status and visibility. */
        get: operations["getAdminGames"];
        put?: never;
        /** Creates a game without an owner, as a draft whose transitions admins hold. Refused (409) for an engine version that is not enabled. */
        post: operations["postAdminGames"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One game, also one that only some players may see. */
        get: operations["getAdminGamesByGameId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Edits any game before it starts. Refused (409) once it has started. */
        patch: operations["patchAdminGamesByGameId"];
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The applications for seats of any game, newest first. */
        get: operations["getAdminGamesByGameIdApplications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/applications/{application_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** pending -> approved, in any game: before the start the applicant gets the lowest free seat, in play the named one, or the first that waits for a substitute. Refused (409) where it was decided already, and where there is no such seat. */
        post: operations["postAdminGamesByGameIdApplicationsByApplicationIdApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/applications/{application_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** pending -> rejected, in any game. Refused (409) where it was decided already. */
        post: operations["postAdminGamesByGameIdApplicationsByApplicationIdReject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Any state that is not terminal -> cancelled, of any game. Its engine is removed. */
        post: operations["postAdminGamesByGameIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Moves the deadline of the current turn of any game on. Refused (409) beyond one cycle, a fourth time in a turn, where there is no deadline, and while the turn is being generated. */
        post: operations["postAdminGamesByGameIdExtend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** running -> finished, of any game, with the given ranking of its seats. Without a ranking, those still in play share the first rank. Its last turn is closed and its engine removed. */
        post: operations["postAdminGamesByGameIdFinish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/force-next-turn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Generates the current turn of a running game now, and skips the next scheduled tick instead (R-RUN-4). Refused (409) while another operation of the game is unfinished, where the game does not run, and where no turns are generated. */
        post: operations["postAdminGamesByGameIdForceNextTurn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/halt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** running -> halted, also while the turn is being generated. The clock stands still, and a resume credits the rest of the turn. */
        post: operations["postAdminGamesByGameIdHalt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The invites of any private game, newest first. */
        get: operations["getAdminGamesByGameIdInvites"];
        put?: never;
        /** Invites a player, or an address, to any private game, as to one without an owner. A mail says so and names no inviter. Refused (409) for members, for a second pending invite, and where the game takes nobody. */
        post: operations["postAdminGamesByGameIdInvites"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/invites/{invite_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** pending -> revoked, in any game. Refused (409) where it was answered already, or is past its end. */
        delete: operations["deleteAdminGamesByGameIdInvitesByInviteId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** enrollment_open -> ready_to_start, of any game: the start delay begins. Refused (409) below the minimum of members. */
        post: operations["postAdminGamesByGameIdLock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who holds the seats of any game, and who has held them, by seat and in their order. */
        get: operations["getAdminGamesByGameIdMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a member from any game: before the start the seat is free again, in play it waits for a substitute. The game of an owner who is removed goes to another member. Refused (409) while the game starts, and after its end. */
        delete: operations["deleteAdminGamesByGameIdMembersByUserId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/open-enrollment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** draft -> enrollment_open, of any game: players may apply, or accept invites, from now on. Also ready_to_start -> enrollment_open, which undoes the lock within the start delay. Refused (409) where the end of the enrollment has passed. */
        post: operations["postAdminGamesByGameIdOpenEnrollment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** running -> paused, of any game. The time that is left of the turn is stored, and orders are still taken. Refused (409) while the turn is being generated. */
        post: operations["postAdminGamesByGameIdPause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** paused | halted -> running, of any game. The rest of the turn runs on, an hour or one cycle at least. A turn that was given up is tried anew. */
        post: operations["postAdminGamesByGameIdResume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/retry-start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** start_failed -> starting, of any game: tries again, with the engine version's image of today. */
        post: operations["postAdminGamesByGameIdRetryStart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** ready_to_start -> starting, of any game, without waiting for the start delay. The game runs once its engine is ready. */
        post: operations["postAdminGamesByGameIdStart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/{game_id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives any game to one of its active members, also one that had no owner. Refused (409) for a member who is not active, for one who owns as many games as one may, and after the game's end. */
        post: operations["postAdminGamesByGameIdTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/games/add-time": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives every game in play more time, as after an outage, in one transaction: running games a later deadline, paused and halted ones more that is left. Games without a deadline, and turns that are due and being generated, are left alone. */
        post: operations["postAdminGamesAddTime"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/mail/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The deliveries that were given up, newest first, without their recipients' addresses (R-MAIL-3). */
        get: operations["getAdminMailDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/mail/dead-letters/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Re-arms the oldest dead letters that the filter names, each for another cycle of attempts, due now (R-MAIL-4). Without a filter it takes any. Mails that have expired or are suppressed stay dead. Answers how many there were: ask again where it is the limit. */
        post: operations["postAdminMailDeadLettersResend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/mail/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Mail deliveries, newest first, without their recipients' addresses (R-MAIL-3). */
        get: operations["getAdminMailDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/mail/deliveries/{delivery_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One delivery with its recipient's address (R-MAIL-3), null once it is forgotten. The access is audited. */
        get: operations["getAdminMailDeliveriesByDeliveryId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/mail/deliveries/{delivery_id}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The attempts of a delivery over its whole history, in their order (R-MAIL-3, R-MAIL-5). */
        get: operations["getAdminMailDeliveriesByDeliveryIdAttempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/mail/deliveries/{delivery_id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Re-arms a delivery for another cycle of attempts, due now (R-MAIL-4). Refused (409) for what was sent, has expired or is suppressed. */
        post: operations["postAdminMailDeliveriesByDeliveryIdResend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/mail/suppressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who gets no mail, newest first. */
        get: operations["getAdminMailSuppressions"];
        put?: never;
        /** Suppresses all mail to an address, or to the recipient of a known hash: waiting and later mails are not sent. Sign-in codes are sent all the same, unless `security_too`. A recipient who is on the list already (200) stays there with the new note. */
        post: operations["postAdminMailSuppressions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/mail/suppressions/{recipient_hash}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a recipient off the list of those who get no mail, at once. Mails that were suppressed meanwhile stay so. Refused (404) where the recipient is not on it. */
        delete: operations["deleteAdminMailSuppressionsByRecipientHash"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The calling admin, and the session that asks: a console that was loaded again finds its CSRF token here. */
        get: operations["getAdminMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Rotates the calling admin's own password. An admin who must rotate it may do nothing else (R-START-6). The old password is refused everywhere from then on, and all the admin's sessions are ended. */
        put: operations["putAdminMePassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Notifications with the ends of their routes, newest first. */
        get: operations["getAdminNotifications"];
        put?: never;
        /** Submits an intent (R-NOTIF-1): 201, or 200 with the one that is there for the same key and payload. Refused (409) where another payload or reader has the key, and (400) where the payload is not of the kind's shape. */
        post: operations["postAdminNotifications"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/notifications/{notification_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One notification with its routes, and the reason of each outcome. */
        get: operations["getAdminNotificationsByNotificationId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/notifications/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The notifications with a route that was given up, newest first. */
        get: operations["getAdminNotificationsDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/notifications/routes/{route_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** dead_lettered -> pending: a route is tried again from now, for another cycle of attempts. Refused (409) from every other status. */
        post: operations["postAdminNotificationsRoutesByRouteIdRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/runtimes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The engines of all games, those of the newest games first, each with its unfinished operation. */
        get: operations["getAdminRuntimes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/runtimes/{game_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The engine of one game, with its unfinished operation, and its container as the driver last listed it (`seen`). 404 where the game has none. */
        get: operations["getAdminRuntimesByGameId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/runtimes/{game_id}/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forgets the crashes of an engine that is not started any more: it is absent, and started again. A game that was halted can be resumed. Refused (409) where another operation is unfinished, and where nothing is to be cleared. */
        post: operations["postAdminRuntimesByGameIdClear"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/runtimes/{game_id}/crashes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The crashes of the engine of one game, newest first, each with the last 64 KiB that it printed. */
        get: operations["getAdminRuntimesByGameIdCrashes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/runtimes/{game_id}/force-next-turn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Generates the current turn of a running game now, and skips the next scheduled tick instead (R-RUN-4). Refused (409) while another operation of the game is unfinished, where the game does not run, and where no turns are generated. */
        post: operations["postAdminRuntimesByGameIdForceNextTurn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/runtimes/{game_id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last 64 KiB that the engine of one game printed, as they were stored at `log_at`. Only the process with the driver can read an engine, so each call requests a newer copy: call again for that. The output before a crash is with the crash. */
        get: operations["getAdminRuntimesByGameIdLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/runtimes/{game_id}/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The operations on the engine of one game, newest first (R-RUN-1). */
        get: operations["getAdminRuntimesByGameIdOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/runtimes/{game_id}/patch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Moves the engine of a game in play to another version of the same major. Where that version does not come up with the game's state, the game plays on with the version it had. Refused (409) where the game is not in play, another operation is unfinished, or the version is unknown, draft or blocked, the game's own, or of another major. */
        post: operations["postAdminRuntimesByGameIdPatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/runtimes/{game_id}/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the engine of a game in play and starts it anew, out of a crash loop too. A game that was halted for its engine goes on when that is ready. An unfinished operation is superseded. Refused (409) where the game is not in play. */
        post: operations["postAdminRuntimesByGameIdRestart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/runtimes/{game_id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Starts the engine of a game in play that was stopped. A game that was halted for its engine goes on when that is ready. Refused (409) where another operation is unfinished, and where the engine should run already. */
        post: operations["postAdminRuntimesByGameIdStart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/runtimes/{game_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops the engine of a game. A running game is halted and retains its time, and the start of a starting game fails. An unfinished operation is superseded. Refused (409) where the game is not in play. */
        post: operations["postAdminRuntimesByGameIdStop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/runtimes/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The next step of the reconciler, engine by engine. Only the process with the driver sees the engines themselves. `seen` is the container in its last whole list (`listed_at`, at most an interval ago). Where a record has changed since, or nothing was ever listed, its step is from the record alone. `orphans` are the containers of this instance that no record knows. */
        get: operations["getAdminRuntimesPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens an admin's session: a bearer token, the same as a cookie, and the CSRF token that goes with the cookie. An admin who must rotate the password gets one too, and may do nothing with it but that. */
        post: operations["postAdminSession"];
        /** Ends the session that asks, and takes its cookie away. Refused (404) for HTTP Basic, which has none. */
        delete: operations["deleteAdminSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/switches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The switches that admins hold: `maintenance`, `sign_ups` and `turns`. */
        get: operations["getAdminSwitches"];
        /** Sets the given switches with their messages, which hold at once, everywhere. In a `maintenance` players and visitors are answered 503, without `sign_ups` no accounts are made, without `turns` none is generated. Waiting turns go on later. */
        put: operations["putAdminSwitches"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts, newest first: by the beginning of a display name, by an exact address, by status. Addresses are not answered. */
        get: operations["getAdminUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One account with its address and its open sanctions. The access is audited. */
        get: operations["getAdminUsersByUserId"];
        put?: never;
        post?: never;
        /** Deletes a player's account, just as the player would: sessions end and games are handed over at once, and a sign-in before `purge_after` restores it. Refused (409) where it is deleted already. */
        delete: operations["deleteAdminUsersByUserId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{user_id}/countries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The countries that a player's requests came from, the most frequent first. */
        get: operations["getAdminUsersByUserIdCountries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{user_id}/sanctions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Warns, suspends or bans a player. It acts at once, in every process: sessions stay and are refused. On a deleted account it acts once that is restored. Refused (409) for an account that was purged. */
        post: operations["postAdminUsersByUserIdSanctions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{user_id}/sanctions/{sanction_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Lifts a sanction, at once. The other open ones of the player still hold. Refused (404) where it is not open. */
        delete: operations["deleteAdminUsersByUserIdSanctionsBySanctionId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{user_id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A player's open sessions, newest first. */
        get: operations["getAdminUsersByUserIdSessions"];
        put?: never;
        post?: never;
        /** Ends all sessions of a player, who may sign in again. */
        delete: operations["deleteAdminUsersByUserIdSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/users/{user_id}/unlock-sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Unlocks an account that too many wrong codes have locked, so that the player can sign in again. It does nothing to an account that is not locked. */
        post: operations["postAdminUsersByUserIdUnlockSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/internal/sessions/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says to the gateway whose session a token is. 404 for every token that the user API would refuse: unknown, revoked, idle for too long or past its end, of a deleted or a blocked account. */
        post: operations["postInternalSessionsResolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/auth/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mails a six-digit sign-in code. The answer is the same for a known, an unknown and a blocked address: who it is, and whether mail goes out, is found by the worker. Refused (429) in the cooldown and beyond the daily limit of an address. */
        post: operations["postPublicAuthCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens a session with a mailed code. The first sign-in of an address creates its account, and one within the grace of a deletion restores it. A wrong code is 401 with the tries that are left, a used, void or expired one 410. A blocked account, one locked by a hundred wrong codes, and a first sign-in while sign-ups are off are 403. The token is answered once and never stored. */
        post: operations["postPublicAuthSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/calendar/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A player's deadlines as an iCalendar feed, for everybody who has the secret link. 404 for a link that was replaced or revoked, that never was, or whose account is deleted or blocked. */
        get: operations["getPublicCalendarByToken"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/mail/unsubscribe/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The page behind the link under an optional mail (RFC 8058): it asks, and changes nothing. 404 for a link that is not ours. */
        get: operations["getPublicMailUnsubscribeByToken"];
        put?: never;
        /** Ends the mail of one category to the owner of the link (RFC 8058), by one click of a mail program, or of the page. 404 for a link that is not ours. */
        post: operations["postPublicMailUnsubscribeByToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's own account, from this process's cache where that knows it (R-CACHE-1). */
        get: operations["getUserAccount"];
        put?: never;
        post?: never;
        /** Deletes the caller's account: every session ends, seats and games are handed over, all at once. A sign-in before `purge_after` restores it. After that, personal data is replaced by a pseudonym. Of two deletions at once the second is 401, as its session is. */
        delete: operations["deleteUserAccount"];
        options?: never;
        head?: never;
        /** Changes the caller's display name, locale or time zone. A name that somebody else has is 409. `declared_country` cannot be changed (R-GEO-1). */
        patch: operations["patchUserAccount"];
        trace?: never;
    };
    "/api/v1/user/account/deletion-preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Previews the effect of deleting the caller's account on the games that it is in or owns. It changes nothing. */
        get: operations["getUserAccountDeletionPreview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/account/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything held about the caller, as one JSON document of one moment, without secrets and without what belongs to others. */
        get: operations["getUserAccountExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/calendar-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the secret link to the caller's calendar of deadlines, in place of the one before, which is 404 from then on. It is answered once and only its hash is stored. */
        post: operations["postUserCalendarLink"];
        /** Revokes the secret link to the caller's calendar, if there is one. It is 404 from then on. */
        delete: operations["deleteUserCalendarLink"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/engine-versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The engine versions that a new game can choose, from this process's cache where that knows them (R-CACHE-1). */
        get: operations["getUserEngineVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Games: the public ones, or with `scope=mine` those that the caller owns or sits in. */
        get: operations["getUserGames"];
        put?: never;
        /** Creates a game as a draft of the caller, who takes the first seat unless `owner_plays` is false. Refused (409) for an engine version that is not enabled, and for one who owns or plays as many games as one may. */
        post: operations["postUserGames"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One game, for those who may see it: everybody a public one, from this process's cache where that knows it (R-CACHE-1); its owner and members a private one or a draft, which is always the database's to say. */
        get: operations["getUserGamesByGameId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** The owner edits a game before it starts. Refused (409) once it has started. */
        patch: operations["patchUserGamesByGameId"];
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The applications of a game, newest first: all of them for its owner, and in play for its members, who vote on substitutes; the caller's own for others. */
        get: operations["getUserGamesByGameIdApplications"];
        put?: never;
        /** Applies for a seat of a public game: while its enrollment is open, or in play where a seat waits for a substitute. A game without an owner seats its applicants at once. Refused (409) for members, for a second pending application and otherwise. */
        post: operations["postUserGamesByGameIdApplications"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/applications/{application_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** pending -> approved, by the owner: the applicant gets the lowest free seat, and the last seat closes the enrollment. Refused (409) where it was decided already, or the game is full. */
        post: operations["postUserGamesByGameIdApplicationsByApplicationIdApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/applications/{application_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** pending -> rejected, by the owner. In play the application waits for the members' vote. Refused (409) where it was decided already. */
        post: operations["postUserGamesByGameIdApplicationsByApplicationIdReject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/applications/{application_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** pending -> withdrawn, by the applicant. Refused (409) where it was decided already. */
        post: operations["postUserGamesByGameIdApplicationsByApplicationIdWithdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Any state that is not terminal -> cancelled, by the owner. Refused (403) in a public game in play, which belongs to its members. Its engine is removed. */
        post: operations["postUserGamesByGameIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/deadline-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why the deadlines of a game are what they are, newest first. */
        get: operations["getUserGamesByGameIdDeadlineEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Moves the deadline of the current turn on, by the owner of a private game. Refused (403) in a public game, whose members may vote, and (409) beyond one cycle, a fourth time in a turn, where there is no deadline, and while the turn is generated. */
        post: operations["postUserGamesByGameIdExtend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/force-next-turn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Generates the current turn of the caller's private game now, and skips the next scheduled tick instead (R-RUN-4). Refused (403) in a public game, and (409) while another operation of the game is unfinished, where the game does not run, and where no turns are generated. */
        post: operations["postUserGamesByGameIdForceNextTurn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The invites of a private game for its owner, newest first. */
        get: operations["getUserGamesByGameIdInvites"];
        put?: never;
        /** Invites a player, or an address, to a private game, by its owner. A mail says so. The answer and the work are the same whether the address has an account or not. Refused (409) for members, for a second pending invite, and where the game takes nobody. */
        post: operations["postUserGamesByGameIdInvites"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/invites/{invite_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** pending -> revoked, by the owner of the game. Refused (409) where it was answered already, or is past its end. */
        delete: operations["deleteUserGamesByGameIdInvitesByInviteId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives up the caller's seat, and the game where the caller owns it. The game goes to the longest-seated active member, or is cancelled where nobody is left. Before the start the seat is free again, in play it waits for a substitute. Refused (403) for those who have neither, and (409) while the game starts and after its end. */
        post: operations["postUserGamesByGameIdLeave"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** enrollment_open -> ready_to_start, by the owner: the start delay begins. Refused (409) below the minimum of members. */
        post: operations["postUserGamesByGameIdLock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The members of a game, by seat. With `history=true` also those who left, were removed or replaced, in their order. */
        get: operations["getUserGamesByGameIdMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a member from a game, by its owner: before the start the seat is free again, in play a private game's waits for a substitute. Refused (403) in a public game in play, which belongs to its members, and to oneself, who can leave. */
        delete: operations["deleteUserGamesByGameIdMembersByUserId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/open-enrollment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** draft -> enrollment_open, by the owner: players may apply from now on. Also ready_to_start -> enrollment_open, which undoes the lock within the start delay. Refused (409) where the end of the enrollment has passed. */
        post: operations["postUserGamesByGameIdOpenEnrollment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's orders for the current turn: an empty draft with revision 0 where none were sent. */
        get: operations["getUserGamesByGameIdOrders"];
        /** Replaces the caller's orders for the current turn. Orders that the engine finds wrong are 422 with its violations. Another turn, a stale revision or a turn that is being generated is 409. While the engine is away orders are stored unchecked (`checked` is false), and the engine ignores what it cannot carry out. An inactive member is active again. The last active seat whose orders become final ends the turn early, after a few seconds to take them back. */
        put: operations["putUserGamesByGameIdOrders"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** running -> paused, by the owner of a private game. The time that is left of the turn is stored, and orders are still taken. Refused (403) in a public game, whose members may vote, and (409) while the turn is being generated. */
        post: operations["postUserGamesByGameIdPause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** paused -> running, by the owner of a private game. The rest of the turn runs on, an hour or one cycle at least. Refused (403) in a public game, whose members may vote. */
        post: operations["postUserGamesByGameIdResume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/retry-start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** start_failed -> starting, by the owner: tries again, with the engine version's image of today. */
        post: operations["postUserGamesByGameIdRetryStart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** "I am back": inactive | replaceable -> active, before somebody else has the seat. Refused (409) where the seat is active, and where the game is not in play. */
        post: operations["postUserGamesByGameIdReturn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** ready_to_start -> starting, by the owner, without waiting for the start delay. The game runs once its engine is ready. */
        post: operations["postUserGamesByGameIdStart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives the game to one of its active members, by the owner. Refused (409) for a member who is not active, for one who owns as many games as one may, and after the game's end. */
        post: operations["postUserGamesByGameIdTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/turns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The turns of a game, newest first. The newest is the one whose orders are awaited. */
        get: operations["getUserGamesByGameIdTurns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/turns/{turn}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One turn of a game. */
        get: operations["getUserGamesByGameIdTurnsByTurn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/turns/{turn}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's own report of a turn. The report of the current turn shows the position to play from. */
        get: operations["getUserGamesByGameIdTurnsByTurnReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/votes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The votes of a game, newest first, with the caller's own ballot in each. */
        get: operations["getUserGamesByGameIdVotes"];
        put?: never;
        /** Opens a vote of a game in play, by one of its active members, whose ballot is in favour. Where that decides, its effect happens at once. Refused (409) where one of its kind is open, or where the vote makes no sense now. */
        post: operations["postUserGamesByGameIdVotes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/games/{game_id}/votes/{vote_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Casts or changes the caller's ballot in an open vote. The ballot that decides brings the effect with it. Refused (403) for callers who are not active or hold the seat in question, and (409) once the vote is over. */
        put: operations["putUserGamesByGameIdVotesByVoteId"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's invites, by name and by address, newest first. */
        get: operations["getUserInvites"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/invites/{invite_id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** pending -> accepted, by the invited player. While the enrollment is open the player gets a free seat, and the last one closes the enrollment. In play it is the seat of a player who left, or may be replaced. Refused (409) where the invite is no longer pending, or no seat is to be had. */
        post: operations["postUserInvitesByInviteIdAccept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/invites/{invite_id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** pending -> declined, by whom it is for. Refused (409) where it is no longer pending. */
        post: operations["postUserInvitesByInviteIdDecline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/notification-preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's notification preferences, by category and channel, chosen or not. Mail about security is always on. */
        get: operations["getUserNotificationPreferences"];
        /** Chooses the caller's notifications, by category and channel. A pair that is not named is on again. Refused (400) where it names a pair twice, or would switch mail about security off. */
        put: operations["putUserNotificationPreferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's notifications, newest first, with the number of unread ones (counted to 10,000). */
        get: operations["getUserNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/notifications/{notification_id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** unread -> read, for one of the caller's notifications. One that was read already retains its time. */
        post: operations["postUserNotificationsByNotificationIdRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/notifications/read-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** unread -> read, for all notifications of the caller so far. */
        post: operations["postUserNotificationsReadAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/push": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's events as they happen, as server-sent events (R-NOTIF-2). `Last-Event-ID`, which a browser sends by itself, or `last_event_id` replays the events after that one. 0 replays all that are stored. Without it the stream begins now. A number that is older than the retention, or was never given, gets one `reset` event: read everything anew, the stream goes on from there. A comment comes after 15 seconds without an event. The stream ends with the session. 429 for too many in one session. */
        get: operations["getUserPush"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's open sessions, newest first. `current` marks the one that asks. */
        get: operations["getUserSessions"];
        put?: never;
        post?: never;
        /** Revokes every session of the caller but the one that asks. They are refused everywhere from then on. */
        delete: operations["deleteUserSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes one of the caller's sessions, the current one included. It is refused everywhere from then on. */
        delete: operations["deleteUserSessionsBySessionId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Liveness: 200 once the process is alive, also with the database down (R-PROBE-1). */
        get: operations["getHealthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Readiness: 200 once PostgreSQL is reachable, migrations are applied and every part of this process's role is up. 503 until all hold, with a sentence for each that does not (R-PROBE-2). */
        get: operations["getReadyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            type: string;
            title: string;
            status: number;
            /** @description Stable; scripts may rely on it. */
            code: string;
            detail: string;
            request_id: string;
            errors?: {
                path: string;
                message: string;
                code?: string;
            }[];
        };
        Accepted: {
            operation_id: string;
        };
        Admin: {
            username: string;
            disabled: boolean;
            must_rotate: boolean;
            created_at: string;
            password_changed_at: string;
        };
        Application: {
            application_id: string;
            user_id: string;
            alias: string;
            message: string | null;
            /** @enum {string} */
            status: "pending" | "approved" | "rejected" | "withdrawn";
            created_at: string;
            decided_at: string | null;
        };
        Crash: {
            crash_id: string;
            at: string;
            container_id: string;
            exit_code: number | null;
            oom_killed: boolean;
            turn: number | null;
            log: string;
        };
        Delivery: {
            delivery_id: string;
            kind: string;
            template: string;
            locale: string;
            recipient_hash: string;
            status: components["schemas"]["DeliveryStatus"];
            attempts_in_cycle: number;
            attempts_total: number;
            next_attempt_at: string | null;
            last_error: string | null;
            created_at: string;
            sent_at: string | null;
            dead_lettered_at: string | null;
            message_id: string;
        };
        /** @enum {string} */
        DeliveryStatus: "pending" | "retrying" | "sent" | "dead_lettered" | "expired" | "suppressed";
        EngineProbe: {
            probe_id: string;
            image: string;
            /** @enum {string} */
            outcome: "running" | "succeeded" | "failed";
            error_code: string | null;
            error_message: string | null;
            digest: string | null;
            requested_by: string;
            requested_at: string;
            started_at: string | null;
            finished_at: string | null;
        };
        EngineVersion: {
            version: string;
            image: string;
            digest: string | null;
            status: components["schemas"]["EngineVersionStatus"];
            manifest: unknown;
            created_at: string;
            last_probe: components["schemas"]["EngineProbe"] | null;
            warnings: ("not_probed" | "probe_failed")[];
        };
        /** @enum {string} */
        EngineVersionStatus: "draft" | "enabled" | "deprecated" | "blocked";
        Game: {
            game_id: string;
            name: string;
            description: string | null;
            /** @enum {string} */
            visibility: "public" | "private";
            status: components["schemas"]["GameStatus"];
            status_reason: string | null;
            owner_user_id: string | null;
            engine_version: string;
            settings: {
                [key: string]: unknown;
            };
            min_players: number;
            max_players: number;
            members_count: number;
            enrollment_ends_at: string | null;
            start_delay: string;
            starts_at: string | null;
            turn_schedule: {
                /** @constant */
                kind: "interval";
                every: string;
            } | {
                /** @constant */
                kind: "cron";
                cron: string;
                time_zone: string;
            } | {
                /** @constant */
                kind: "manual";
            };
            current_turn: number | null;
            deadline_at: string | null;
            deadline_version: number;
            remaining_ms: number | null;
            created_at: string;
            started_at: string | null;
            finished_at: string | null;
            ranking: {
                seat: number;
                rank: number;
                score: number;
            }[] | null;
        };
        /** @enum {string} */
        GameStatus: "draft" | "enrollment_open" | "ready_to_start" | "starting" | "start_failed" | "running" | "paused" | "halted" | "finished" | "cancelled";
        InboxItem: {
            notification_id: string;
            kind: string;
            payload: unknown;
            created_at: string;
            read_at: string | null;
        };
        Invite: {
            invite_id: string;
            game_id: string;
            game_name: string;
            user_id: string | null;
            email: string | null;
            invited_by: string | null;
            status: components["schemas"]["InviteStatus"];
            created_at: string;
            expires_at: string;
            decided_at: string | null;
        };
        /** @enum {string} */
        InviteStatus: "pending" | "accepted" | "declined" | "revoked" | "expired";
        ListedUser: {
            user_id: string;
            display_name: string;
            locale: string;
            time_zone: string;
            declared_country: string | null;
            /** @enum {string} */
            status: "active" | "suspended" | "banned" | "deleted";
            created_at: string;
        };
        Member: {
            user_id: string;
            seat: number;
            alias: string;
            /** @enum {string} */
            status: "active" | "inactive" | "replaceable" | "replaced" | "left" | "removed" | "eliminated";
            missed_turns: number;
            joined_at: string;
            ended_at: string | null;
        };
        Notification: {
            notification_id: string;
            kind: string;
            idempotency_key: string;
            user_id: string | null;
            payload: unknown;
            created_at: string;
            read_at: string | null;
            routes: {
                route_id: string;
                /** @enum {string} */
                channel: "push" | "email";
                /** @enum {string} */
                status: "pending" | "published" | "retrying" | "dead_lettered" | "skipped";
                reason: ("no_recipient" | "user_deleted" | "preference_off" | "superseded" | "expired") | null;
                attempts: number;
                next_attempt_at: string | null;
                expires_at: string | null;
                published_at: string | null;
                last_error: string | null;
                delivery_id: string | null;
            }[];
        };
        Operation: {
            operation_id: string;
            game_id: string;
            /** @enum {string} */
            operation: "start" | "stop" | "restart" | "patch" | "force_next_turn" | "clear" | "remove" | "restore";
            source: string;
            actor: string | null;
            request_id: string | null;
            image_from: string | null;
            image_to: string | null;
            version_from: string | null;
            version_to: string | null;
            phase: string | null;
            started_at: string;
            finished_at: string | null;
            /** @enum {string} */
            outcome: "running" | "succeeded" | "failed" | "superseded" | "timed_out";
            error_code: string | null;
            error_message: string | null;
            detail: string | null;
        };
        Preferences: {
            preferences: {
                /** @enum {string} */
                category: "account" | "lobby" | "game" | "security";
                /** @enum {string} */
                channel: "email" | "push";
                enabled: boolean;
                switchable: boolean;
            }[];
        };
        PushEventBody: {
            event_id: number;
            kind: string;
            payload: {
                [key: string]: unknown;
            };
            created_at: string;
        };
        Runtime: {
            game_id: string;
            driver: string | null;
            /** @enum {string} */
            desired_status: "running" | "stopped" | "removed";
            status: components["schemas"]["RuntimeStatus"];
            image: string;
            container_id: string | null;
            current_turn: number | null;
            skip_next_tick: boolean;
            /** @enum {string} */
            health: "healthy" | "unhealthy" | "starting" | "unknown" | "none";
            restarts: number;
            last_error: string | null;
            started_at: string | null;
            stopped_at: string | null;
            next_look_at: string;
            crashes_30m: number;
            operation: components["schemas"]["Operation"] | null;
        };
        /** @enum {string} */
        RuntimeStatus: "absent" | "pulling" | "creating" | "booting" | "ready" | "generating" | "unhealthy" | "exited" | "backoff" | "crash_loop" | "stopping" | "stopped" | "patching" | "unknown" | "removed";
        Sanction: {
            sanction_id: string;
            kind: components["schemas"]["SanctionKind"];
            reason: string;
            until: string | null;
            created_by: string;
            created_at: string;
        };
        /** @enum {string} */
        SanctionKind: "warn" | "suspend" | "ban";
        ShownUser: {
            user_id: string;
            email: string;
            display_name: string;
            locale: string;
            time_zone: string;
            declared_country: string | null;
            /** @enum {string} */
            status: "active" | "suspended" | "banned" | "deleted";
            created_at: string;
            suspended_until: string | null;
            deleted_at: string | null;
            purged_at: string | null;
            sign_in_locked_until: string | null;
            sanctions: components["schemas"]["Sanction"][];
        };
        Sighting: {
            container_id: string;
            /** @enum {string} */
            state: "created" | "running" | "exited";
            drifted: boolean;
            since: string;
        };
        Suppression: {
            recipient_hash: string;
            reason: string;
            security_too: boolean;
            created_by: string;
            created_at: string;
        };
        Switches: {
            maintenance: {
                enabled: boolean;
                message: string | null;
                updated_at: string;
                updated_by: string | null;
            };
            sign_ups: {
                enabled: boolean;
                message: string | null;
                updated_at: string;
                updated_by: string | null;
            };
            turns: {
                enabled: boolean;
                message: string | null;
                updated_at: string;
                updated_by: string | null;
            };
        };
        Turn: {
            turn: number;
            /** @enum {string} */
            status: "open" | "claimed" | "committed" | "poisoned";
            opened_at: string;
            deadline_at: string | null;
            committed_at: string | null;
            state_hash: string;
            attempts: number;
        };
        User: {
            user_id: string;
            email: string;
            display_name: string;
            locale: string;
            time_zone: string;
            declared_country: string | null;
            /** @enum {string} */
            status: "active" | "suspended" | "banned" | "deleted";
            created_at: string;
        };
        Vote: {
            vote_id: string;
            game_id: string;
            /** @enum {string} */
            kind: "pause" | "resume" | "extend" | "cancel" | "end" | "replace_seat";
            seat: number | null;
            application_id: string | null;
            by: string | null;
            opened_by: string;
            /** @enum {string} */
            status: "open" | "passed" | "failed" | "expired";
            status_reason: string | null;
            in_favour: number;
            against: number;
            needed: number;
            my_ballot: boolean | null;
            created_at: string;
            expires_at: string;
            decided_at: string | null;
        };
    };
    responses: {
        /** @description A problem document (RFC 9457). */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getAdminAdmins: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Admin"][];
                    };
                };
            };
            /** @description malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminAdmins: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    username: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Admin"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description username_taken, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    patchAdminAdminsByUsername: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    disabled: boolean;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Admin"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description last_admin */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminAdminsByUsernameResetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        password: string;
                    };
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminAudit: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
                actor?: string;
                action?: string;
                target?: string;
                outcome?: "done" | "refused";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            audit_id: string;
                            at: string;
                            actor: string;
                            action: string;
                            target: string;
                            /** @enum {string} */
                            outcome: "done" | "refused";
                            code: string | null;
                            before: unknown;
                            after: unknown;
                            request_id: string | null;
                        }[];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminEngineVersions: {
        parameters: {
            query?: {
                status?: components["schemas"]["EngineVersionStatus"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["EngineVersion"][];
                    };
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminEngineVersions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    version: string;
                    image: string;
                    /**
                     * @default draft
                     * @enum {string}
                     */
                    status?: "draft" | "enabled";
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineVersion"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description version_exists, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminEngineVersionsByVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineVersion"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    patchAdminEngineVersionsByVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    image?: string;
                    status?: components["schemas"]["EngineVersionStatus"];
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineVersion"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminEngineVersionsByVersionGames: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Game"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminEngineVersionsByVersionProbe: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineVersion"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description operation_in_progress, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminGames: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
                status?: components["schemas"]["GameStatus"];
                visibility?: "public" | "private";
                owner_user_id?: string;
                engine_version?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Game"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGames: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @enum {string} */
                    visibility: "public" | "private";
                    /** @default null */
                    description?: string | null;
                    engine_version: string;
                    /** @default {} */
                    settings?: {
                        [key: string]: unknown;
                    };
                    min_players: number;
                    max_players: number;
                    /** @default null */
                    enrollment_ends_at?: string | null;
                    /** @default 10m */
                    start_delay?: string | "0s";
                    turn_schedule: {
                        /** @constant */
                        kind: "interval";
                        every: string;
                    } | {
                        /** @constant */
                        kind: "cron";
                        cron: string;
                        time_zone: string;
                    } | {
                        /** @constant */
                        kind: "manual";
                    };
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description version_unavailable, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminGamesByGameId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    patchAdminGamesByGameId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    description?: string | null;
                    settings?: {
                        [key: string]: unknown;
                    };
                    min_players?: number;
                    max_players?: number;
                    enrollment_ends_at?: string | null;
                    start_delay?: string | "0s";
                    turn_schedule?: {
                        /** @constant */
                        kind: "interval";
                        every: string;
                    } | {
                        /** @constant */
                        kind: "cron";
                        cron: string;
                        time_zone: string;
                    } | {
                        /** @constant */
                        kind: "manual";
                    };
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminGamesByGameIdApplications: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Application"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGamesByGameIdApplicationsByApplicationIdApprove: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    seat?: number;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, already_member, alias_taken, game_full, limit_reached, seat_not_vacant, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGamesByGameIdApplicationsByApplicationIdReject: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGamesByGameIdCancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGamesByGameIdExtend: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: string;
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, turn_generating, no_deadline, extension_refused, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGamesByGameIdFinish: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    ranking?: {
                        seat: number;
                        rank: number;
                        /** @default 0 */
                        score?: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGamesByGameIdForceNextTurn: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, operation_in_progress, turns_switched_off, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGamesByGameIdHalt: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminGamesByGameIdInvites: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
                status?: components["schemas"]["InviteStatus"];
            };
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Invite"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGamesByGameIdInvites: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                } | {
                    /** Format: uuid */
                    user_id: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, already_member, already_invited, game_full, limit_reached, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    deleteAdminGamesByGameIdInvitesByInviteId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game_id: string;
                invite_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGamesByGameIdLock: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, too_few_members, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminGamesByGameIdMembers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Member"][];
                    };
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    deleteAdminGamesByGameIdMembersByUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game_id: string;
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGamesByGameIdOpenEnrollment: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, enrollment_over, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGamesByGameIdPause: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, turn_generating, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGamesByGameIdResume: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGamesByGameIdRetryStart: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, too_few_members, version_unavailable, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGamesByGameIdStart: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, too_few_members, version_unavailable, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGamesByGameIdTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    user_id: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, limit_reached, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminGamesAddTime: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: string;
                    reason: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        games: number;
                    };
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminMailDeadLetters: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
                recipient_hash?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Delivery"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminMailDeadLettersResend: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    kind?: string;
                    template?: string;
                    recipient_hash?: string;
                    dead_lettered_after?: string;
                    dead_lettered_before?: string;
                    /** @default 1000 */
                    limit?: number;
                };
            };
        };
        responses: {
            /** @description The answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        resent: number;
                    };
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminMailDeliveries: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
                status?: components["schemas"]["DeliveryStatus"];
                recipient_hash?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Delivery"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminMailDeliveriesByDeliveryId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        delivery_id: string;
                        kind: string;
                        template: string;
                        locale: string;
                        recipient_hash: string;
                        status: components["schemas"]["DeliveryStatus"];
                        attempts_in_cycle: number;
                        attempts_total: number;
                        next_attempt_at: string | null;
                        last_error: string | null;
                        created_at: string;
                        sent_at: string | null;
                        dead_lettered_at: string | null;
                        message_id: string;
                        recipient: string | null;
                    };
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminMailDeliveriesByDeliveryIdAttempts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            attempt_no: number;
                            started_at: string;
                            finished_at: string | null;
                            outcome: ("sent" | "temporary_failure" | "permanent_failure" | "unknown") | null;
                            smtp_code: number | null;
                            error: string | null;
                        }[];
                    };
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminMailDeliveriesByDeliveryIdResend: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description already_sent, delivery_expired, suppressed, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminMailSuppressions: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
                recipient_hash?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Suppression"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminMailSuppressions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email?: string;
                    recipient_hash?: string;
                    reason: string;
                    /** @default false */
                    security_too?: boolean;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"];
                };
            };
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    deleteAdminMailSuppressionsByRecipientHash: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                recipient_hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        username: string;
                        created_at: string;
                        password_changed_at: string;
                        session: {
                            session_id: string;
                            expires_at: string;
                            csrf_token: string;
                        } | null;
                    };
                };
            };
            /** @description malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    putAdminMePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    current_password: string;
                    new_password: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid */
            403: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminNotifications: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
                kind?: "account.welcome" | "account.deleted" | "account.sanctioned" | "lobby.application_received" | "lobby.application_decided" | "lobby.invited" | "lobby.member_left" | "lobby.enrollment_ending" | "lobby.game_cancelled" | "game.started" | "game.turn_ready" | "game.turn_reminder" | "game.deadline_moved" | "game.last_to_submit" | "game.seat_inactive" | "game.paused" | "game.resumed" | "game.halted" | "game.finished" | "runtime.image_pull_failed" | "runtime.container_start_failed" | "runtime.start_config_invalid" | "runtime.crash_loop" | "runtime.state_lost" | "runtime.turn_failed" | "mail.dead_letter_growth";
                user_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Notification"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminNotifications: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @constant */
                    kind: "account.welcome";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        display_name: string;
                    };
                } | {
                    /** @constant */
                    kind: "account.deleted";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: date-time */
                        purge_after: string;
                    };
                } | {
                    /** @constant */
                    kind: "account.sanctioned";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** @enum {string} */
                        sanction_kind: "warn" | "suspend" | "ban";
                        reason: string;
                        until: string | null;
                    };
                } | {
                    /** @constant */
                    kind: "lobby.application_received";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        player_id: string | null;
                        alias: string;
                        /** Format: uuid */
                        application_id: string;
                    };
                } | {
                    /** @constant */
                    kind: "lobby.application_decided";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        /** Format: uuid */
                        application_id: string;
                        /** @enum {string} */
                        decision: "approved" | "rejected";
                    };
                } | {
                    /** @constant */
                    kind: "lobby.invited";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        player_id: string | null;
                        alias: string;
                        /** Format: uuid */
                        invite_id: string;
                        /** Format: date-time */
                        expires_at: string;
                    };
                } | {
                    /** @constant */
                    kind: "lobby.member_left";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        player_id: string | null;
                        alias: string;
                        /** @enum {string} */
                        how: "left" | "removed";
                    };
                } | {
                    /** @constant */
                    kind: "lobby.enrollment_ending";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        members_count: number;
                        min_players: number;
                        /** Format: date-time */
                        enrollment_ends_at: string;
                    };
                } | {
                    /** @constant */
                    kind: "lobby.game_cancelled";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        reason: string;
                    };
                } | {
                    /** @constant */
                    kind: "game.started";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        turn: number;
                        deadline_at: string | null;
                    };
                } | {
                    /** @constant */
                    kind: "game.turn_ready";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        turn: number;
                        deadline_at: string | null;
                    };
                } | {
                    /** @constant */
                    kind: "game.turn_reminder";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        turn: number;
                        /** Format: date-time */
                        deadline_at: string;
                    };
                } | {
                    /** @constant */
                    kind: "game.deadline_moved";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        turn: number;
                        /** Format: date-time */
                        deadline_at: string;
                        reason: string;
                    };
                } | {
                    /** @constant */
                    kind: "game.last_to_submit";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        turn: number;
                        deadline_at: string | null;
                    };
                } | {
                    /** @constant */
                    kind: "game.seat_inactive";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        turn: number;
                        seat: number;
                        missed_turns: number;
                    };
                } | {
                    /** @constant */
                    kind: "game.paused";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        turn: number;
                    };
                } | {
                    /** @constant */
                    kind: "game.resumed";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        turn: number;
                        deadline_at: string | null;
                    };
                } | {
                    /** @constant */
                    kind: "game.halted";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        turn: number;
                        reason: string;
                    };
                } | {
                    /** @constant */
                    kind: "game.finished";
                    idempotency_key: string;
                    /** Format: uuid */
                    user_id: string;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        rank: number | null;
                        score: number | null;
                    };
                } | {
                    /** @constant */
                    kind: "runtime.image_pull_failed";
                    idempotency_key: string;
                    /** @default null */
                    user_id?: null;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        error_message: string;
                    };
                } | {
                    /** @constant */
                    kind: "runtime.container_start_failed";
                    idempotency_key: string;
                    /** @default null */
                    user_id?: null;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        error_message: string;
                    };
                } | {
                    /** @constant */
                    kind: "runtime.start_config_invalid";
                    idempotency_key: string;
                    /** @default null */
                    user_id?: null;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        error_message: string;
                    };
                } | {
                    /** @constant */
                    kind: "runtime.crash_loop";
                    idempotency_key: string;
                    /** @default null */
                    user_id?: null;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        error_message: string;
                    };
                } | {
                    /** @constant */
                    kind: "runtime.state_lost";
                    idempotency_key: string;
                    /** @default null */
                    user_id?: null;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        error_message: string;
                    };
                } | {
                    /** @constant */
                    kind: "runtime.turn_failed";
                    idempotency_key: string;
                    /** @default null */
                    user_id?: null;
                    payload: {
                        /** Format: uuid */
                        game_id: string;
                        game_name: string;
                        error_message: string;
                    };
                } | {
                    /** @constant */
                    kind: "mail.dead_letter_growth";
                    idempotency_key: string;
                    /** @default null */
                    user_id?: null;
                    payload: {
                        dead_letters: number;
                        /** Format: date-time */
                        since: string;
                    };
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description idempotency_conflict, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminNotificationsByNotificationId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                notification_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminNotificationsDeadLetters: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Notification"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminNotificationsRoutesByRouteIdRetry: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                route_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminRuntimes: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
                status?: components["schemas"]["RuntimeStatus"];
                driver?: "docker" | "swarm" | "process";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Runtime"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminRuntimesByGameId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        game_id: string;
                        driver: string | null;
                        /** @enum {string} */
                        desired_status: "running" | "stopped" | "removed";
                        status: components["schemas"]["RuntimeStatus"];
                        image: string;
                        container_id: string | null;
                        current_turn: number | null;
                        skip_next_tick: boolean;
                        /** @enum {string} */
                        health: "healthy" | "unhealthy" | "starting" | "unknown" | "none";
                        restarts: number;
                        last_error: string | null;
                        started_at: string | null;
                        stopped_at: string | null;
                        next_look_at: string;
                        crashes_30m: number;
                        operation: components["schemas"]["Operation"] | null;
                        seen: components["schemas"]["Sighting"] | null;
                    };
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminRuntimesByGameIdClear: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, operation_in_progress, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminRuntimesByGameIdCrashes: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Crash"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminRuntimesByGameIdForceNextTurn: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, operation_in_progress, turns_switched_off, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminRuntimesByGameIdLogs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        log: string | null;
                        log_at: string | null;
                        container_id: string | null;
                    };
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminRuntimesByGameIdOperations: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Operation"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminRuntimesByGameIdPatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    version: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, operation_in_progress, version_unavailable, version_unchanged, version_incompatible, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminRuntimesByGameIdRestart: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminRuntimesByGameIdStart: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, operation_in_progress, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminRuntimesByGameIdStop: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminRuntimesPlan: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            game_id: string;
                            /** @enum {string} */
                            desired_status: "running" | "stopped" | "removed";
                            status: components["schemas"]["RuntimeStatus"];
                            container_id: string | null;
                            next_look_at: string;
                            /** @enum {string} */
                            step: "start" | "check" | "crashed" | "missing" | "stop" | "remove" | "rest";
                            /** @enum {string} */
                            sight: "list" | "record";
                            seen: components["schemas"]["Sighting"] | null;
                        }[];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                        listed_at: string | null;
                        orphans: {
                            container_id: string;
                            game_id: string;
                            image: string;
                            /** @enum {string} */
                            reason: "no_record" | "removed_record" | "surplus";
                            first_seen_at: string;
                            stopped_at: string | null;
                        }[];
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    username: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        token: string;
                        csrf_token: string;
                        expires_at: string;
                    };
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    deleteAdminSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminSwitches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Switches"];
                };
            };
            /** @description malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    putAdminSwitches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    maintenance?: {
                        enabled: boolean;
                        /** @default null */
                        message?: string | null;
                    };
                    sign_ups?: {
                        enabled: boolean;
                        /** @default null */
                        message?: string | null;
                    };
                    turns?: {
                        enabled: boolean;
                        /** @default null */
                        message?: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Switches"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminUsers: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
                q?: string;
                email?: string;
                status?: "active" | "suspended" | "banned" | "deleted";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ListedUser"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminUsersByUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownUser"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    deleteAdminUsersByUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        purge_after: string;
                    };
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminUsersByUserIdCountries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            country: string;
                            requests: number;
                            first_seen_at: string;
                            last_seen_at: string;
                        }[];
                    };
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminUsersByUserIdSanctions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    kind: components["schemas"]["SanctionKind"];
                    reason: string;
                    /** @default null */
                    until?: string | null;
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sanction"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    deleteAdminUsersByUserIdSanctionsBySanctionId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
                sanction_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getAdminUsersByUserIdSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            session_id: string;
                            device_name: string | null;
                            created_at: string;
                            last_seen_at: string;
                            expires_at: string;
                        }[];
                    };
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    deleteAdminUsersByUserIdSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postAdminUsersByUserIdUnlockSignIn: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, csrf_invalid, password_rotation_required */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postInternalSessionsResolve: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        session_id: string;
                        user_id: string;
                        expires_at: string;
                    };
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postPublicAuthCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                    /** @default en */
                    locale?: string;
                    /** @default UTC */
                    time_zone?: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge_id: string;
                        expires_at: string;
                        retry_after_s: number;
                    };
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postPublicAuthSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    challenge_id: string;
                    code: string;
                    display_name?: string;
                    device_name?: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        session_id: string;
                        token: string;
                        expires_at: string;
                        created: boolean;
                        user: components["schemas"]["User"];
                    };
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description code_invalid */
            401: components["responses"]["Problem"];
            /** @description account_blocked, sign_in_locked, sign_ups_closed */
            403: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description display_name_taken */
            409: components["responses"]["Problem"];
            /** @description challenge_gone */
            410: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getPublicCalendarByToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getPublicMailUnsubscribeByToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postPublicMailUnsubscribeByToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    deleteUserAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        purge_after: string;
                    };
                };
            };
            /** @description malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    patchUserAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    display_name?: string;
                    locale?: string;
                    time_zone?: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description display_name_taken */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserAccountDeletionPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        games: {
                            game_id: string;
                            name: string;
                            status: components["schemas"]["GameStatus"];
                            /** @enum {string} */
                            effect: "seat_freed" | "seat_vacated" | "cancelled" | "transferred";
                            new_owner_user_id?: string;
                        }[];
                    };
                };
            };
            /** @description malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserAccountExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        exported_at: string;
                        account: {
                            user_id: string;
                            email: string;
                            display_name: string;
                            locale: string;
                            time_zone: string;
                            declared_country: string | null;
                            /** @enum {string} */
                            status: "active" | "suspended" | "banned" | "deleted";
                            created_at: string;
                        };
                        sign_in: Record<string, never>[];
                        sign_in_challenges: Record<string, never>[];
                        sessions: Record<string, never>[];
                        sanctions: Record<string, never>[];
                        notification_preferences: Record<string, never>[];
                        games_owned: Record<string, never>[];
                        memberships: Record<string, never>[];
                        applications: Record<string, never>[];
                        invites_received: Record<string, never>[];
                        invites_sent: Record<string, never>[];
                        orders: Record<string, never>[];
                        reports: Record<string, never>[];
                        votes_opened: Record<string, never>[];
                        ballots: Record<string, never>[];
                        notifications: Record<string, never>[];
                        mail_deliveries: Record<string, never>[];
                        push_events: Record<string, never>[];
                        countries: Record<string, never>[];
                    };
                };
            };
            /** @description malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserCalendarLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        url: string;
                    };
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    deleteUserCalendarLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserEngineVersions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            version: string;
                            manifest: unknown;
                            created_at: string;
                        }[];
                    };
                };
            };
            /** @description malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserGames: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
                scope?: "public" | "mine";
                status?: components["schemas"]["GameStatus"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Game"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGames: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @enum {string} */
                    visibility: "public" | "private";
                    /** @default null */
                    description?: string | null;
                    engine_version: string;
                    /** @default {} */
                    settings?: {
                        [key: string]: unknown;
                    };
                    min_players: number;
                    max_players: number;
                    /** @default null */
                    enrollment_ends_at?: string | null;
                    /** @default 10m */
                    start_delay?: string | "0s";
                    turn_schedule: {
                        /** @constant */
                        kind: "interval";
                        every: string;
                    } | {
                        /** @constant */
                        kind: "cron";
                        cron: string;
                        time_zone: string;
                    } | {
                        /** @constant */
                        kind: "manual";
                    };
                    /** @default true */
                    owner_plays?: boolean;
                    alias?: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description version_unavailable, limit_reached, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserGamesByGameId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    patchUserGamesByGameId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    description?: string | null;
                    settings?: {
                        [key: string]: unknown;
                    };
                    min_players?: number;
                    max_players?: number;
                    enrollment_ends_at?: string | null;
                    start_delay?: string | "0s";
                    turn_schedule?: {
                        /** @constant */
                        kind: "interval";
                        every: string;
                    } | {
                        /** @constant */
                        kind: "cron";
                        cron: string;
                        time_zone: string;
                    } | {
                        /** @constant */
                        kind: "manual";
                    };
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserGamesByGameIdApplications: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Application"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdApplications: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    alias: string;
                    /** @default null */
                    message?: string | null;
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description already_member, already_applied, illegal_transition, alias_taken, game_full, limit_reached, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdApplicationsByApplicationIdApprove: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, already_member, alias_taken, game_full, limit_reached, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdApplicationsByApplicationIdReject: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdApplicationsByApplicationIdWithdraw: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdCancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserGamesByGameIdDeadlineEvents: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            at: string;
                            turn: number;
                            old_deadline_at: string | null;
                            new_deadline_at: string | null;
                            reason: string;
                            actor_kind: string;
                        }[];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdExtend: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    by: string;
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, turn_generating, no_deadline, extension_refused, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdForceNextTurn: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, operation_in_progress, turns_switched_off, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserGamesByGameIdInvites: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
                status?: components["schemas"]["InviteStatus"];
            };
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Invite"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdInvites: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                } | {
                    /** Format: uuid */
                    user_id: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, already_member, already_invited, game_full, limit_reached, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    deleteUserGamesByGameIdInvitesByInviteId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game_id: string;
                invite_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdLeave: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdLock: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, too_few_members, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserGamesByGameIdMembers: {
        parameters: {
            query?: {
                history?: "true" | "false";
            };
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Member"][];
                    };
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    deleteUserGamesByGameIdMembersByUserId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game_id: string;
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdOpenEnrollment: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, enrollment_over, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserGamesByGameIdOrders: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        turn: number;
                        orders: unknown[];
                        final: boolean;
                        revision: number;
                    };
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description illegal_transition */
            409: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    putUserGamesByGameIdOrders: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    turn: number;
                    orders: {
                        [key: string]: unknown;
                    }[];
                    final: boolean;
                    revision: number;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        turn: number;
                        final: boolean;
                        revision: number;
                        checked: boolean;
                    };
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description wrong_turn, turn_generating, revision_stale */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description orders_invalid */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdPause: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, turn_generating, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdResume: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdRetryStart: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, too_few_members, version_unavailable, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdReturn: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdStart: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, too_few_members, version_unavailable, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    user_id: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Game"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, limit_reached, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserGamesByGameIdTurns: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Turn"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserGamesByGameIdTurnsByTurn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game_id: string;
                turn: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Turn"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserGamesByGameIdTurnsByTurnReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game_id: string;
                turn: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        turn: number;
                        seat: number;
                        report: unknown;
                    };
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserGamesByGameIdVotes: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
            };
            header?: never;
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Vote"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserGamesByGameIdVotes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                game_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "pause" | "resume" | "cancel" | "end";
                } | {
                    /** @constant */
                    kind: "extend";
                    by: string;
                } | {
                    /** @constant */
                    kind: "replace_seat";
                    seat: number;
                    /** Format: uuid */
                    application_id: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vote"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, no_deadline, extension_refused, seat_not_vacant, vote_exists, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    putUserGamesByGameIdVotesByVoteId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                game_id: string;
                vote_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    in_favour: boolean;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vote"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserInvites: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
                status?: components["schemas"]["InviteStatus"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Invite"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserInvitesByInviteIdAccept: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                invite_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    alias: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, already_member, alias_taken, game_full, limit_reached, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserInvitesByInviteIdDecline: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                invite_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description illegal_transition, idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserNotificationPreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            /** @description malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    putUserNotificationPreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    preferences: {
                        /** @enum {string} */
                        category: "account" | "lobby" | "game" | "security";
                        /** @enum {string} */
                        channel: "email" | "push";
                        enabled: boolean;
                    }[];
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            /** @description invalid_request, malformed_json, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description unsupported_media_type */
            415: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserNotifications: {
        parameters: {
            query?: {
                page?: string;
                page_size?: string;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["InboxItem"][];
                        page: number;
                        page_size: number;
                        total: number | null;
                        next_cursor: string | null;
                        unread: number;
                    };
                };
            };
            /** @description use_cursor, invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserNotificationsByNotificationIdRead: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                notification_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboxItem"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    postUserNotificationsReadAll: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key and request within 24 h answers the same, and acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        read: number;
                    };
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description idempotency_running */
            409: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description idempotency_mismatch */
            422: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserPush: {
        parameters: {
            query?: {
                last_event_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["PushEventBody"];
                };
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getUserSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            session_id: string;
                            device_name: string | null;
                            current: boolean;
                            created_at: string;
                            last_seen_at: string;
                            expires_at: string;
                        }[];
                    };
                };
            };
            /** @description malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    deleteUserSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    deleteUserSessionsBySessionId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description invalid_request, malformed_request */
            400: components["responses"]["Problem"];
            /** @description unauthenticated */
            401: components["responses"]["Problem"];
            /** @description forbidden, account_blocked */
            403: components["responses"]["Problem"];
            /** @description not_found */
            404: components["responses"]["Problem"];
            /** @description request_timeout */
            408: components["responses"]["Problem"];
            /** @description body_too_large */
            413: components["responses"]["Problem"];
            /** @description rate_limited */
            429: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description maintenance, unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getHealthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "ok";
                    };
                };
            };
            /** @description malformed_request */
            400: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description unavailable, misconfigured */
            503: components["responses"]["Problem"];
        };
    };
    getReadyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ready" | "not_ready" | "draining";
                        checks: {
                            postgres: string;
                            migrations: string;
                            caches: string;
                            push: string;
                            worker: string;
                        };
                    };
                };
            };
            /** @description malformed_request */
            400: components["responses"]["Problem"];
            /** @description headers_too_large */
            431: components["responses"]["Problem"];
            /** @description internal_error */
            500: components["responses"]["Problem"];
            /** @description The answer. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ready" | "not_ready" | "draining";
                        checks: {
                            postgres: string;
                            migrations: string;
                            caches: string;
                            push: string;
                            worker: string;
                        };
                    };
                };
            };
        };
    };
}
