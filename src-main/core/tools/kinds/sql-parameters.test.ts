import { describe, expect, test } from 'vitest';
import { bindParameters } from './sql-parameters.ts';

describe('a statement for SQL Server', () => {
  test('gets its parameters by number, outside of what is quoted', () => {
    expect(bindParameters("SELECT [a:b], ':tag', N'x' -- :no\nFROM pumps WHERE tag = :tag AND flow > :least OPTION (RECOMPILE);", 'sqlserver')).toEqual({
      text: "SELECT [a:b], ':tag', N'x' -- :no\nFROM pumps WHERE tag = @p1 AND flow > @p2 OPTION (RECOMPILE)", names: ['tag', 'least'],
    });
    expect(bindParameters('WITH p AS (SELECT [delete], "use", \'EXEC\' AS w FROM t /* DROP */) SELECT updated_at, setpoint FROM p', 'sqlserver')).not.toBeNull();
  });

  test.each([
    'DELETE FROM pumps', 'SELECT 1 DELETE FROM pumps', 'SELECT 1; SELECT 2', 'SELECT * INTO copy FROM pumps', 'WITH p AS (SELECT 1 AS a) DELETE FROM pumps', 'SELECT 1 COMMIT', "SELECT 1 EXEC('DROP TABLE pumps')",
    'SELECT 1DELETE FROM pumps', 'SELECT 0xFINSERT pumps', 'SELECT 1eDROP TABLE pumps', 'SELECT $1DELETE FROM pumps', 'SELECT $a$ DELETE FROM pumps $a$', 'SELECT `DROP TABLE pumps`', '-- a\rDELETE FROM pumps\nSELECT 1',
    'SELECT 1 -- a\rDELETE FROM pumps', "SELECT 1 WAITFOR DELAY '1:00'", 'SELECT NEXT VALUE FOR numbers', "SELECT * FROM OPENROWSET(BULK 'c:/x', SINGLE_CLOB) AS x", 'SELECT 1 /* /* */ DELETE FROM pumps */', 'EXEC sp_who', 'TABLE pumps',
  ])('that does anything but read is none: %s', (statement) => {
    expect(bindParameters(statement, 'sqlserver')).toBeNull();
  });
});
