package dev.kintsugi.engine.partition;

import dev.kintsugi.core.error.Check;
import dev.kintsugi.core.error.ConfigException;
import dev.kintsugi.core.option.Kind;
import dev.kintsugi.core.option.Option;

/**
 * How the training rows are spread over the clients. Names and parameters are those of flwr-datasets (Flower) 0.6,
 * {@code num_partitions} being {@code clients}.
 *
 * <p><b>Differs from flwr-datasets:</b> no row is ever left out, and no client is ever empty; where a setting would do
 * so, it is an error.
 */
public sealed interface PartitionOptions
        permits PartitionOptions.Iid,
                PartitionOptions.Dirichlet,
                PartitionOptions.CappedDirichlet,
                PartitionOptions.Pathological,
                PartitionOptions.DisjointClasses,
                PartitionOptions.NonIidLabelDir,
                PartitionOptions.Pachinko,
                PartitionOptions.Domain,
                PartitionOptions.Shard,
                PartitionOptions.NaturalId,
                PartitionOptions.Linear,
                PartitionOptions.Square,
                PartitionOptions.Exponential {
    /** Equal shares of shuffled rows. */
    @Kind(value = "iid", description = "equal shares of shuffled rows")
    record Iid(@Option("number of clients, 1 or more") int clients) implements PartitionOptions {
        /** The defaults. */
        public static final Iid DEFAULTS = new Iid(10);

        /** Checks the ranges. */
        public Iid {
            Check.positive("clients", clients);
        }
    }

    /** Each class spread by a draw of the Dirichlet distribution (Yurochkin et al., ICML 2019). */
    @Kind(value = "dirichlet", description = "each class spread over the clients by a Dirichlet draw")
    record Dirichlet(
            @Option("number of clients, 1 or more") int clients,

            @Option(
                    value = "concentration α, above 0; small values give clients few classes",
                    source = "Hsu et al. 2019, the middle of their range")
            double alpha,

            @Option(
                    value = "fewest rows of a client, 1 or more; the draw is repeated until it holds",
                    source = "flwr-datasets")
            int minPartitionSize,

            @Option(
                    value = "give no more rows of later classes to clients that hold more than the mean",
                    source = "flwr-datasets")
            boolean selfBalancing)
            implements PartitionOptions {
        /** The defaults. */
        public static final Dirichlet DEFAULTS = new Dirichlet(10, 0.5, 10, false);

        /** Checks the ranges. */
        public Dirichlet {
            Check.positive("clients", clients);
            Check.positive("alpha", alpha);
            Check.positive("min-partition-size", minPartitionSize);
        }
    }

    /**
     * A Dirichlet draw per class that spares clients with many rows, perhaps within each user (FedMultimodal, FedCMI).
     */
    @Kind(
            value = "capped-dirichlet",
            description = "each class spread by a Dirichlet draw among the clients below a cap, over all rows or "
                    + "within each value of an attribute")
    record CappedDirichlet(
            @Option("number of clients, 1 or more; with partition-by, of each of its values")
            int clients,

            @Option(
                    value = "concentration α, above 0",
                    source = "FedMultimodal: 0.1 and 5; FedCMI's repository: 5, and 3 for AVE")
            double alpha,

            @Option(
                    value =
                            "rows, as a multiple of the mean, from which on a client gets none of later classes, above 0",
                    source = "FedMultimodal: 1; FedCMI's repository: 1.1")
            double cap,

            @Option(
                    value = "fewest rows of a client, 1 or more; the draw is repeated until it holds",
                    source = "FedMultimodal: 5; CrisisMMD and Hateful Memes 1")
            int minPartitionSize,

            @Option(
                    value =
                            "attribute whose values are divided one by one, such as the user; all rows together if empty",
                    source = "FedMultimodal, UCI-HAR: 21 users, 5 clients each")
            String partitionBy)
            implements PartitionOptions {
        /** The defaults: FedMultimodal's. */
        public static final CappedDirichlet DEFAULTS = new CappedDirichlet(100, 0.1, 1, 5, "");

        /** Checks the ranges. */
        public CappedDirichlet {
            Check.positive("clients", clients);
            Check.positive("alpha", alpha);
            Check.positive("cap", cap);
            Check.positive("min-partition-size", minPartitionSize);
        }
    }

    /** A fixed number of classes per client; the rows of a class are shared evenly by its clients. */
    @Kind(value = "pathological", description = "a fixed number of classes per client")
    record Pathological(
            @Option("number of clients, 1 or more") int clients,

            @Option(value = "classes of a client, 1 or more", source = "McMahan et al., AISTATS 2017")
            int numClassesPerPartition,

            @Option(value = "random, deterministic or first-deterministic", source = "flwr-datasets")
            ClassAssignmentMode classAssignmentMode)
            implements PartitionOptions {
        /** The defaults. */
        public static final Pathological DEFAULTS = new Pathological(10, 2, ClassAssignmentMode.RANDOM);

        /** Checks the ranges. */
        public Pathological {
            Check.positive("clients", clients);
            Check.positive("num-classes-per-partition", numClassesPerPartition);
        }
    }

    /** Every class at exactly one client: the "pathological" split of FedPGP's released code, class map included. */
    @Kind(
            value = "disjoint-classes",
            description = "every class at one client, in FedPGP's \"pathological\" class map; test rows go with them")
    record DisjointClasses(
            @Option(value = "number of clients, 1 or more", source = "FedPGP")
            int clients,

            @Option(
                    value = "seed of Python's random.shuffle of the classes; the experiment's seed changes nothing",
                    source = "FedPGP, released code")
            long classSeed,

            @Option(
                    value =
                            "training rows kept per class, drawn as random.sample goes on after the shuffle; 0 keeps all",
                    source = "FedPGP, released code")
            int shots)
            implements PartitionOptions {
        /** The defaults. */
        public static final DisjointClasses DEFAULTS = new DisjointClasses(10, 2023, 0);

        /** Checks the ranges. */
        public DisjointClasses {
            Check.positive("clients", clients);
            Check.notNegative("shots", shots);
        }
    }

    /** Dirichlet label skew with balanced sizes, test rows divided in the same shares (FedPGP, CIFAR-10). */
    @Kind(
            value = "noniid-labeldir",
            description = "Dirichlet label skew with balanced sizes; test rows are divided in the same shares")
    record NonIidLabelDir(
            @Option(value = "number of clients, 1 or more", source = "FedPGP, CIFAR-10")
            int clients,

            @Option(value = "concentration α, above 0", source = "FedPGP, CIFAR-10 (there called beta)")
            double alpha,

            @Option(
                    value = "fewest training rows of a client, 1 or more; the draw is repeated until it holds",
                    source = "FedPGP, released code")
            int minPartitionSize,

            @Option(
                    value = "fewest test rows of a client, 1 or more; less than the default for a small test split",
                    source = "FedPGP, released code, with 10,000 test rows")
            int minTestSize,

            @Option("keyed: by the run's seed; numpy: FedPGP's released draws after np.random.seed(seed)")
            PartitionDraw draw)
            implements PartitionOptions {
        /** The defaults. */
        public static final NonIidLabelDir DEFAULTS = new NonIidLabelDir(100, 0.3, 10, 10, PartitionDraw.KEYED);

        /** Checks the ranges. */
        public NonIidLabelDir {
            Check.positive("clients", clients);
            Check.positive("alpha", alpha);
            Check.positive("min-partition-size", minPartitionSize);
            Check.positive("min-test-size", minTestSize);
        }
    }

    /** Draws by superclass and class within it, training and test rows alike (FedPGP, CIFAR-100). */
    @Kind(
            value = "pachinko",
            description = "rows drawn by superclass, then class; training and test rows from one pool")
    record Pachinko(
            @Option(value = "number of clients, 1 or more", source = "FedPGP, CIFAR-100")
            int clients,

            @Option(value = "concentration over superclasses, above 0", source = "FedPGP, CIFAR-100")
            double alpha,

            @Option(value = "concentration over the classes of a superclass, above 0", source = "FedPGP, CIFAR-100")
            double fineAlpha,

            @Option("name of the attribute that holds the superclass")
            String superclass,

            @Option(
                    "keyed: by the run's seed; numpy: FedPGP's released draws, seeded with 12345, in which the run's seed only numbers the clients")
            PartitionDraw draw)
            implements PartitionOptions {
        /** The defaults. */
        public static final Pachinko DEFAULTS = new Pachinko(100, 0.3, 10, "superclass", PartitionDraw.KEYED);

        /** Checks the ranges. */
        public Pachinko {
            Check.positive("clients", clients);
            Check.positive("alpha", alpha);
            Check.positive("fine-alpha", fineAlpha);
        }
    }

    /** One client per domain, or several that share it by a Dirichlet draw; test rows of that domain go with them. */
    @Kind(value = "domain", description = "one client per domain, or several that share it by a Dirichlet draw")
    record Domain(
            @Option("name of the attribute that holds the domain")
            String partitionBy,

            @Option(value = "clients of a domain, 1 or more", source = "FedPGP: 1, or 5 on DomainNet")
            int clientsPerDomain,

            @Option("concentration α within a domain, above 0; not used with one client per domain")
            double alpha,

            @Option(
                    value = "fewest training rows of a client, 1 or more; the draw is repeated until it holds",
                    source = "FedPGP, released code")
            int minPartitionSize,

            @Option(
                    value = "fewest test rows of a client if its domain has any, 1 or more",
                    source = "FedPGP, released code")
            int minTestSize,

            @Option(
                    "keyed: by the run's seed; numpy: FedPGP's released draws with several clients of a domain, seeded with 0 for each class, whatever the run's seed is")
            PartitionDraw draw)
            implements PartitionOptions {
        /** The defaults. */
        public static final Domain DEFAULTS = new Domain("domain", 1, 0.3, 2, 2, PartitionDraw.KEYED);

        /** Checks the ranges. */
        public Domain {
            Check.positive("clients-per-domain", clientsPerDomain);
            Check.positive("alpha", alpha);
            Check.positive("min-partition-size", minPartitionSize);
            Check.positive("min-test-size", minTestSize);
        }
    }

    /** Rows sorted by class and cut into shards, which are dealt out (McMahan et al., AISTATS 2017). */
    @Kind(value = "shard", description = "rows sorted by class, cut into shards, and dealt out")
    record Shard(
            @Option("number of clients, 1 or more") int clients,

            @Option(
                    value = "shards of a client, 1 or more; 0 to follow from shard-size",
                    source = "McMahan et al., AISTATS 2017")
            int numShardsPerPartition,

            @Option("rows of a shard; 0 to follow from num-shards-per-partition")
            int shardSize)
            implements PartitionOptions {
        /** The defaults. */
        public static final Shard DEFAULTS = new Shard(10, 2, 0);

        /** Checks the ranges. */
        public Shard {
            Check.positive("clients", clients);
            Check.notNegative("num-shards-per-partition", numShardsPerPartition);
            Check.notNegative("shard-size", shardSize);
            if ((numShardsPerPartition == 0) == (shardSize == 0)) {
                throw new ConfigException("num-shards-per-partition or shard-size must be above 0 and the other 0, but "
                        + "they were " + numShardsPerPartition + " and " + shardSize);
            }
        }
    }

    /** One client per value of an attribute, which is also its id. */
    @Kind(value = "natural-id", description = "one client per value of an attribute, such as a user or a site")
    record NaturalId(
            @Option(value = "name of the attribute", required = true)
            String partitionBy) implements PartitionOptions {
        /** The defaults; the attribute is a placeholder. */
        public static final NaturalId DEFAULTS = new NaturalId("site");
    }

    /** Sizes that grow with the number of the client: 1, 2, 3, … */
    @Kind(value = "linear", description = "client k holds a share of rows in proportion to k")
    record Linear(@Option("number of clients, 1 or more") int clients) implements PartitionOptions {
        /** The defaults. */
        public static final Linear DEFAULTS = new Linear(10);

        /** Checks the ranges. */
        public Linear {
            Check.positive("clients", clients);
        }
    }

    /** Sizes that grow with the square of the number of the client: 1, 4, 9, … */
    @Kind(value = "square", description = "client k holds a share of rows in proportion to k²")
    record Square(@Option("number of clients, 1 or more") int clients) implements PartitionOptions {
        /** The defaults. */
        public static final Square DEFAULTS = new Square(10);

        /** Checks the ranges. */
        public Square {
            Check.positive("clients", clients);
        }
    }

    /** Sizes that grow with the exponential of the number of the client. */
    @Kind(value = "exponential", description = "client k holds a share of rows in proportion to exp(k)")
    record Exponential(
            @Option("number of clients, 1 or more") int clients) implements PartitionOptions {
        /** The defaults. */
        public static final Exponential DEFAULTS = new Exponential(5);

        /** Checks the ranges. */
        public Exponential {
            Check.positive("clients", clients);
        }
    }
}
