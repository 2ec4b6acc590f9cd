// catch-up ENTRIES DATABASE BATCH: hashes every entry into an RFC 6962 tree and inserts it into a new SQLite file, BATCH
// entries a transaction, with the settings and the table that the gateway has. Nothing is verified, parsed or asked.
// ENTRIES holds the entries one behind the other, each after its length as two bytes, big-endian.
#include <openssl/evp.h>
#include <sqlite3.h>
#include <string.h>

#include "floor.h"

enum { digest_size = 32 };

static EVP_MD *sha256;
static EVP_MD_CTX *context;

static void hash(unsigned char prefix, const unsigned char *bytes, size_t size, unsigned char *digest) {
    if (EVP_DigestInit_ex2(context, sha256, NULL) != 1 || EVP_DigestUpdate(context, &prefix, 1) != 1
        || EVP_DigestUpdate(context, bytes, size) != 1 || EVP_DigestFinal_ex(context, digest, NULL) != 1)
        floor_fail("SHA-256");
}

/// The roots of the complete subtrees on the tree's right edge, lowest level first.
static unsigned char edge[64][digest_size];

static void grow(unsigned long long index, const unsigned char *entry, size_t size) {
    unsigned char node[digest_size], pair[2 * digest_size];
    hash(0, entry, size, node);
    int level = 0;
    for (; index >> level & 1; level++) {
        memcpy(pair, edge[level], digest_size);
        memcpy(pair + digest_size, node, digest_size);
        hash(1, pair, sizeof pair, node);
    }
    memcpy(edge[level], node, digest_size);
}

static void run(sqlite3 *database, const char *sql) {
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK) floor_fail(sqlite3_errmsg(database));
}

static unsigned char *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) floor_fail("the entries cannot be read");
    long length = ftell(file);
    unsigned char *bytes = length > 0 ? malloc((size_t)length) : NULL;
    rewind(file);
    if (!bytes || fread(bytes, 1, (size_t)length, file) != (size_t)length) floor_fail("the entries cannot be read");
    fclose(file);
    *size = (size_t)length;
    return bytes;
}

int main(int count_of_arguments, char **arguments) {
    if (count_of_arguments != 4) floor_fail("usage: catch-up ENTRIES DATABASE BATCH");
    size_t total;
    unsigned char *entries = read_file(arguments[1], &total);
    long batch = floor_number(arguments[3]), count = 0;
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    context = EVP_MD_CTX_new();
    sqlite3 *database;
    if (sqlite3_open_v2(
            arguments[2], &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL)
        != SQLITE_OK)
        floor_fail("the database cannot be made");
    run(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 512;"
                  "PRAGMA cache_size = -512; PRAGMA mmap_size = 0;"
                  "CREATE TABLE entry(log INTEGER NOT NULL, idx INTEGER NOT NULL, bytes BLOB NOT NULL,"
                  " PRIMARY KEY(log, idx)) STRICT, WITHOUT ROWID;");
    sqlite3_stmt *insert;
    if (sqlite3_prepare_v3(
            database, "INSERT INTO entry(log, idx, bytes) VALUES(1, ?1, ?2)", -1, SQLITE_PREPARE_PERSISTENT, &insert,
            NULL)
        != SQLITE_OK)
        floor_fail(sqlite3_errmsg(database));

    struct floor_timer timer = floor_begin();
    for (size_t offset = 0; offset + 2 <= total; count++) {
        size_t size = (size_t)entries[offset] << 8 | entries[offset + 1];
        const unsigned char *entry = entries + offset + 2;
        offset += 2 + size;
        if (offset > total) floor_fail("the entries end early");
        if (count % batch == 0) run(database, count == 0 ? "BEGIN IMMEDIATE" : "COMMIT; BEGIN IMMEDIATE");
        grow((unsigned long long)count, entry, size);
        sqlite3_bind_int64(insert, 1, count);
        sqlite3_bind_blob64(insert, 2, entry, size, SQLITE_STATIC);
        if (sqlite3_step(insert) != SQLITE_DONE) floor_fail(sqlite3_errmsg(database));
        sqlite3_reset(insert);
    }
    run(database, "COMMIT");
    floor_end(timer, count);
    sqlite3_finalize(insert);
    sqlite3_close(database);
    return 0;
}
