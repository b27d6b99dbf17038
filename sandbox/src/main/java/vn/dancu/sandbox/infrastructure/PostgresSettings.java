package vn.dancu.sandbox.infrastructure;

import java.nio.file.Path;

/**
 * Where a {@link LocalPostgres} keeps its data, where it listens and how much it may take.
 *
 * @param folder holds the data, the server's log and the superuser's password; made when missing
 * @param port on 127.0.0.1, the only address that is listened on
 * @param memoryMebibytes about what the server may use; half of it caches pages
 * @param maxConnections of all services together
 */
public record PostgresSettings(Path folder, int port, int memoryMebibytes, int maxConnections) {

    private static final int LEAST_MEMORY_MEBIBYTES = 64;

    public PostgresSettings {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        if (memoryMebibytes < LEAST_MEMORY_MEBIBYTES) {
            throw new IllegalArgumentException("PostgreSQL needs at least 64 MiB");
        }
        if (maxConnections < 5) {
            throw new IllegalArgumentException("PostgreSQL needs at least 5 connections");
        }
    }

    PostgresSettings withFolder(Path other) {
        return new PostgresSettings(other, port, memoryMebibytes, maxConnections);
    }

    /**
     * What differs from PostgreSQL's defaults, or must not differ. Written anew at each start, so
     * that port and memory follow the settings.
     */
    String configuration() {
        return """
        # Written at each start; changes here are lost.
        listen_addresses = '127.0.0.1'
        port = %d
        unix_socket_directories = ''
        max_connections = %d
        password_encryption = 'scram-sha-256'
        timezone = 'UTC'
        log_timezone = 'UTC'

        # What is acknowledged is on disk: a register loses nothing.
        fsync = on
        synchronous_commit = on
        full_page_writes = on

        # A bounded share of a machine with two cores.
        shared_buffers = %dMB
        effective_cache_size = %dMB
        work_mem = %dMB
        maintenance_work_mem = %dMB
        autovacuum_work_mem = %dMB
        autovacuum_max_workers = 2
        max_worker_processes = 4
        max_parallel_workers = 2
        max_parallel_workers_per_gather = 1
        max_parallel_maintenance_workers = 1
        io_workers = 2
        jit = off
        random_page_cost = 1.1

        # Bulk loads write much at once: few checkpoints, spread out.
        max_wal_size = 2GB
        min_wal_size = 256MB
        wal_buffers = 16MB
        checkpoint_timeout = 10min
        checkpoint_completion_target = 0.9

        shared_preload_libraries = 'pg_stat_statements'
        pg_stat_statements.track_utility = off
        track_io_timing = on

        # Personal data never appears in logs: no statements, parameters or details of errors.
        log_min_messages = log
        log_error_verbosity = terse
        log_min_error_statement = panic
        log_statement = none
        log_parameter_max_length = 0
        log_parameter_max_length_on_error = 0
        log_checkpoints = off
        """
                .formatted(
                        port,
                        maxConnections,
                        memoryMebibytes / 2,
                        memoryMebibytes * 2,
                        Math.max(4, memoryMebibytes / 64),
                        Math.max(16, memoryMebibytes / 4),
                        Math.max(16, memoryMebibytes / 8));
    }
}
