import "porthole-image";
