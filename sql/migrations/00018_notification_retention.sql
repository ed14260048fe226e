-- Notifications are forgotten after BACKEND_NOTIFICATION_RETENTION, the oldest first.
create index notifications_created on backend.notifications (created_at);
