// A silo of its own comes with the cluster; until then Api co-hosts the only one.
await Console.Error.WriteLineAsync("A silo of its own needs the cluster, which this release does not have: run Api, which hosts one.");
return 2;
